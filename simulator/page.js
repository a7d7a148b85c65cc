/**
 * The chat page of the local Telegram: what residents and operators would see in their own clients.
 *
 * The page keeps no truth of its own. It loads `/ui/state` once, then follows `/ui/events`; whatever
 * a person does is posted to `/ui/*` and shows up only when the server reports it back.
 */

const MAIL = "mail";
const WIDE_FROM_PX = 1000;
const COLUMN_PX = 340;
const PRESS_LIVES_MS = 15_000;
const TYPING_LIVES_MS = 5_000;
const RECONNECT_MS = 1_000;
const NEAR_BOTTOM_PX = 48;
const PERSON_COLOURS = 7;
const AUDIO_NAME = /\.(mp3|m4a|og[ga]|opus|wav)$/i;

// ---------------------------------------------------------------------------------------------
// The server

async function answerOf(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `Сервер ответил ${response.status}`);
  return body;
}

const server = {
  state: async () => answerOf(await fetch("/ui/state")),

  post: async (action, body) =>
    answerOf(
      await fetch(`/ui/${action}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    ),

  async upload(fields) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined) form.append(name, value);
    }
    return answerOf(await fetch("/ui/upload", { method: "POST", body: form }));
  },

  fileUrl: (fileId) => `/ui/file/${encodeURIComponent(fileId)}`,
};

/**
 * Follows the event stream for ever. After a break it asks for what it missed; if the numbering has
 * begun anew, the server was restarted and `restarted` gets the whole new state instead.
 */
function followEvents(after, { handle, restarted, connected }) {
  let last = after;

  const open = () => {
    const stream = new EventSource(`/ui/events?after=${last}`);
    stream.onopen = () => connected(true);
    stream.onmessage = ({ data, lastEventId }) => {
      last = Number(lastEventId);
      handle(JSON.parse(data));
    };
    stream.onerror = () => {
      stream.close();
      connected(false);
      setTimeout(resume, RECONNECT_MS);
    };
  };

  const resume = async () => {
    try {
      const state = await server.state();
      if (state.last_event < last) {
        last = state.last_event;
        restarted(state);
      }
      open();
    } catch {
      setTimeout(resume, RECONNECT_MS);
    }
  };

  open();
}

// ---------------------------------------------------------------------------------------------
// Small tools

function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  const { dataset, ...rest } = properties;
  Object.assign(node, rest);
  Object.assign(node.dataset, dataset);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const use = document.createElementNS(namespace, "use");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

function iconButton(name, label, className, onclick) {
  const words = element("span", { className: "label" }, label);
  return element("button", { type: "button", className: `icon-button ${className}`, onclick }, icon(name), words);
}

function fromTemplate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

const clockFormat = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long" });
const dayAndYearFormat = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long", year: "numeric" });
const fullFormat = new Intl.DateTimeFormat("ru", { dateStyle: "long", timeStyle: "medium" });

const asDate = (unixSeconds) => new Date(unixSeconds * 1000);
const clockTime = (unixSeconds) => clockFormat.format(asDate(unixSeconds));

const isToday = (unixSeconds) => asDate(unixSeconds).toDateString() === new Date().toDateString();

function dayName(unixSeconds) {
  if (isToday(unixSeconds)) return "Сегодня";
  const date = asDate(unixSeconds);
  const isThisYear = date.getFullYear() === new Date().getFullYear();
  return (isThisYear ? dayFormat : dayAndYearFormat).format(date);
}

function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} Б`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1).replace(".", ",")} КБ`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} МБ`;
}

function paintAvatar(node, name, id) {
  node.textContent = [...name][0] ?? "?";
  node.dataset.colour = String(Math.abs(id) % PERSON_COLOURS);
}

/** Plain text with its web addresses made clickable. */
function withLinks(text) {
  return text.split(/((?:https?|tg):\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)])/u).map((part, index) =>
    index % 2 ? element("a", { href: part }, part) : part,
  );
}

// ---------------------------------------------------------------------------------------------
// Dialogs and menus

/** A modal question. Resolves to the chosen value, or to null when it was closed without an answer. */
function ask({ title, content = [], choices, className = "" }) {
  return new Promise((resolve) => {
    let chosen = null;
    const buttons = choices.map(({ label, value, kind = "" }) =>
      element(
        "button",
        {
          type: "button",
          className: `text-button ${kind}`,
          onclick: () => {
            chosen = value;
            dialog.close();
          },
        },
        label,
      ),
    );
    const dialog = element(
      "dialog",
      { className: `dialog ${className}`, ariaLabel: title },
      element("h2", {}, title),
      ...content,
      element("div", { className: "dialog-buttons" }, ...buttons),
    );
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.target instanceof HTMLButtonElement) return;
      event.preventDefault();
      dialog.querySelector(".primary")?.click();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(chosen);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector(".primary")?.focus();
  });
}

const CANCEL = { label: "Отмена", value: null };

function showPicture(url) {
  const viewer = element(
    "dialog",
    { className: "viewer", ariaLabel: "Картинка", onclick: () => viewer.close() },
    element("img", { src: url, alt: "Картинка целиком" }),
    iconButton("close", "Закрыть", "viewer-close", () => viewer.close()),
  );
  viewer.addEventListener("close", () => viewer.remove());
  document.body.append(viewer);
  viewer.showModal();
}

/** A passing note at the bottom of a panel; longer ones stay longer. */
function showToast(panelRoot, text, kind = "") {
  const note = element("div", { className: `toast ${kind}` }, text);
  panelRoot.querySelector(".toasts").append(note);
  setTimeout(() => note.remove(), 3_000 + text.length * 40);
}

const menu = document.getElementById("menu");

menu.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...menu.children];
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
});

/** Opens the shared menu with its corner at a point of the window; `items` are [label, action]. */
function openMenu(x, y, items) {
  menu.replaceChildren(
    ...items.map(([label, action]) =>
      element(
        "button",
        {
          type: "button",
          role: "menuitem",
          onclick: () => {
            menu.hidePopover();
            action();
          },
        },
        label,
      ),
    ),
  );
  menu.showPopover();
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  menu.style.top = `${y + height > innerHeight - 8 ? Math.max(8, y - height) : y}px`;
  menu.firstElementChild.focus();
}

function openMenuAt(button, items) {
  const { left, bottom } = button.getBoundingClientRect();
  openMenu(left, bottom + 4, items);
}

// ---------------------------------------------------------------------------------------------
// Parts of a message

function photoPart({ file_id: fileId, width, height }) {
  const url = server.fileUrl(fileId);
  const picture = element("img", { src: url, alt: "Фотография", width, height, loading: "lazy" });
  const words = element("span", { className: "label" }, "Открыть фотографию");
  return element("button", { type: "button", className: "photo", onclick: () => showPicture(url) }, picture, words);
}

function documentPart(file) {
  const { file_id: fileId, file_name: name, size } = file;
  if (AUDIO_NAME.test(name)) return audioPart(file);
  return element(
    "a",
    { className: "document", href: server.fileUrl(fileId), download: name },
    element("span", { className: "file-icon" }, icon("file")),
    element(
      "span",
      { className: "file-words" },
      element("span", { className: "file-name" }, name),
      element("span", { className: "file-size" }, fileSize(size)),
    ),
  );
}

function audioPart({ file_id: fileId, duration: seconds = 0, file_name: title }) {
  const audio = element("audio", { src: server.fileUrl(fileId), preload: "metadata" });
  const word = element("span", { className: "label" });
  const mark = icon("play");
  const position = element("input", { type: "range", min: 0, max: 1000, value: 0, ariaLabel: "Место в записи" });
  const time = element("span", { className: "audio-time" }, duration(seconds));
  // A freshly recorded file has no length of its own until it was played to the end.
  const length = () => (Number.isFinite(audio.duration) ? audio.duration : seconds) || 1;

  const show = () => {
    mark.firstChild.setAttribute("href", audio.paused ? "#icon-play" : "#icon-pause");
    word.textContent = audio.paused ? "Слушать" : "Пауза";
    position.value = (audio.currentTime / length()) * 1000;
    position.style.setProperty("--played", `${position.value / 10}%`);
    time.textContent = duration(audio.currentTime || length());
  };
  const toggle = () => {
    if (!audio.paused) return audio.pause();
    for (const other of document.querySelectorAll("audio")) other.pause();
    return audio.play();
  };
  for (const event of ["play", "pause", "timeupdate", "ended", "loadedmetadata"]) audio.addEventListener(event, show);
  position.addEventListener("input", () => {
    audio.currentTime = (position.value / 1000) * length();
  });
  show();

  const button = element("button", { type: "button", className: "play-button", onclick: toggle }, mark, word);
  const name = title ? element("span", { className: "file-name" }, title) : null;
  const track = element("span", { className: "audio-track" }, name, position, time);
  return element("div", { className: "audio" }, audio, button, track);
}

function contactPart({ phone_number: phone, first_name: name }) {
  return element(
    "div",
    { className: "contact" },
    element("span", { className: "file-icon" }, icon("phone")),
    element(
      "span",
      { className: "file-words" },
      element("span", { className: "file-name" }, name),
      element("span", { className: "file-size" }, phone),
    ),
  );
}

/** Turns every /command in a node into a button that sends it. */
function activateCommands(root, sendCommand) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts.filter((node) => !node.parentElement.closest("a, code, pre"))) {
    const parts = text.data.split(/(?<![^\s(«])(\/[a-z]\w{0,31})(?![\w/])/u);
    if (parts.length === 1) continue;
    const nodes = parts.map((part, index) => {
      const onclick = () => sendCommand(part);
      return index % 2 ? element("button", { type: "button", className: "command-link", onclick }, part) : part;
    });
    text.replaceWith(...nodes);
  }
}

/** The formatted words of a message; the server has already made the HTML safe. */
function textPart(html, sendCommand) {
  const text = element("div", { className: "message-text", innerHTML: html });
  activateCommands(text, sendCommand);
  for (const link of text.querySelectorAll("a[href]")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  for (const spoiler of text.querySelectorAll(".tg-spoiler")) {
    spoiler.tabIndex = 0;
    spoiler.role = "button";
    spoiler.title = "Показать скрытый текст";
    const reveal = () => spoiler.classList.add("revealed");
    spoiler.addEventListener("click", reveal);
    spoiler.addEventListener("keydown", ({ key }) => key === "Enter" && reveal());
  }
  return text;
}

function metaPart(message) {
  const time = element("time", { dateTime: asDate(message.date).toISOString() }, clockTime(message.date));
  const edited = message.edit_date ? element("span", { className: "edited" }, "изменено ") : null;
  const title = fullFormat.format(asDate(message.date));
  return element("span", { className: "message-meta", title }, edited, time);
}

/** What a message is called where there is no room for all of it. */
function summary(message) {
  if (message.text ?? message.caption) return message.text ?? message.caption;
  const names = { photo: "Фотография", document: "Файл", voice: "Голосовое сообщение" };
  const kind = Object.keys(names).find((name) => message[name]);
  return kind ? names[kind] : (message.sticker?.emoji ?? (message.contact ? "Контакт" : "Сообщение"));
}

// ---------------------------------------------------------------------------------------------
// A chat

class ChatPanel {
  #entries = new Map(); // message_id → { message, node }
  #context = null; // { kind: "reply" | "edit", message }
  #keyboard = null;
  #keyboardOpen = false;
  #blocked = false;
  #atBottom = true;
  #lastTop = 0;
  #unread = 0;
  #typingTimer = 0;
  #recording = null;

  constructor(chat, page) {
    this.id = chat.id;
    this.page = page;
    this.isPrivate = chat.type === "private";
    this.people = chat.member_ids.map((id) => page.people.get(id)).filter(Boolean);
    this.speaker = this.people[0];
    this.title = this.isPrivate ? this.speaker.first_name : chat.title;
    this.#blocked = Boolean(chat.blocked);
    this.root = fromTemplate("chat-template");
    this.root.dataset.chatId = String(chat.id);
    this.root.classList.add(chat.type);
    this.root.ariaLabel = this.title;

    this.scroller = this.#find(".messages");
    this.content = this.#find(".messages-content");
    this.emptyNote = this.#find(".empty-note");
    this.input = this.#find(".composer-input");
    this.#setUpHeader();
    this.#setUpHistory();
    this.#setUpComposer();
    this.#setUpFiles();
    this.#refreshComposer();
  }

  get unread() {
    return this.#unread;
  }

  // -- what the server reports

  load(messages, keyboard) {
    this.#entries.clear();
    this.content.replaceChildren(this.emptyNote);
    for (const message of messages) this.#put(message);
    this.#layOut();
    this.setKeyboard(keyboard);
    this.#scrollToEnd();
  }

  received(message) {
    const isNew = !this.#entries.has(message.message_id);
    this.#put(message);
    this.#layOut();
    if (message.from.is_bot) this.#setTyping(false);
    if (isNew && message.from.id !== this.speaker.id) this.#count();
  }

  edited(message) {
    this.#put(message);
    this.#layOut();
  }

  deleted(messageId) {
    this.#entries.get(messageId)?.node.remove();
    this.#entries.delete(messageId);
    if (this.#context?.message.message_id === messageId) this.#setContext(null);
    this.#layOut();
  }

  setKeyboard(keyboard) {
    this.#keyboard = keyboard ?? null;
    this.#keyboardOpen = this.#keyboard !== null;
    this.#showKeyboard();
  }

  typing() {
    this.#setTyping(true);
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#setTyping(false), TYPING_LIVES_MS);
  }

  /** The panel came into view. */
  shown() {
    if (this.#atBottom) this.#scrollToEnd();
  }

  toast(text, kind = "") {
    showToast(this.root, text, kind);
  }

  /** Does something on the server for the one who writes here; a refusal is shown, not thrown. */
  async act(action, body = {}) {
    try {
      return await server.post(action, { person_id: this.speaker.id, chat_id: this.id, ...body });
    } catch (error) {
      this.toast(error.message, "error");
      return null;
    }
  }

  async sendText(text, replyTo) {
    this.#atBottom = true;
    return this.act("send", { text, reply_to: replyTo });
  }

  // -- header

  #find(selector) {
    return this.root.querySelector(selector);
  }

  #setUpHeader() {
    paintAvatar(this.#find(".avatar"), this.title, this.id);
    this.#find(".panel-title").textContent = this.title;
    this.#setTyping(false);
    const actions = this.#find(".chat-menu-button");
    actions.hidden = !this.isPrivate;
    actions.addEventListener("click", () => openMenuAt(actions, this.#chatActions()));
    if (this.isPrivate || this.people.length < 2) return;
    const speakers = this.#find(".speakers");
    speakers.hidden = false;
    for (const person of this.people) {
      const onclick = () => this.speakAs(person);
      const button = element("button", { type: "button", onclick, dataset: { personId: person.id } }, person.first_name);
      speakers.append(button);
    }
    this.speakAs(this.speaker);
  }

  speakAs(person) {
    this.speaker = person;
    for (const button of this.#find(".speakers").querySelectorAll("button")) {
      button.ariaPressed = String(Number(button.dataset.personId) === person.id);
    }
    if (this.#context?.kind === "edit") this.#setContext(null);
    for (const { message } of [...this.#entries.values()]) this.#put(message);
    this.#layOut();
    this.input.ariaLabel = `Сообщение, пишет ${person.first_name}`;
  }

  #setTyping(isTyping) {
    const { bot } = this.page;
    const names = this.people.map((person) => person.first_name);
    const usual = this.isPrivate
      ? [this.speaker.phone, `чат с ботом «${bot.first_name}»`].filter(Boolean).join(" · ")
      : `${names.join(", ")} и бот «${bot.first_name}»`;
    const status = this.#find(".panel-status");
    status.textContent = isTyping ? "бот печатает…" : usual;
    status.classList.toggle("typing", isTyping);
  }

  #chatActions() {
    const share = ["Отправить свой номер", () => this.#shareContact()];
    const block = this.#blocked
      ? ["Разблокировать бота", () => this.#block(false)]
      : ["Заблокировать бота", () => this.#block(true)];
    return [share, block];
  }

  async #block(blocked) {
    if (await this.act("block", { blocked })) {
      this.#blocked = blocked;
      this.#refreshComposer();
    }
  }

  async #shareContact() {
    const { first_name: name, phone } = this.speaker;
    const content = [
      element("p", {}, `Бот «${this.page.bot.first_name}» узнает номер телефона: ${name}, ${phone}.`),
    ];
    const choices = [CANCEL, { label: "Передать номер", value: true, kind: "primary" }];
    if (!(await ask({ title: "Передать номер телефона?", content, choices, className: "contact-dialog" }))) return;
    this.#atBottom = true;
    if ((await this.act("contact")) && this.#keyboard?.one_time) this.#openKeyboard(false);
  }

  // -- history

  #setUpHistory() {
    this.emptyNote.textContent = this.isPrivate ? "Здесь пока пусто. Нажмите СТАРТ." : "Здесь пока пусто";
    this.scroller.ariaLabel = `Сообщения: ${this.title}`;
    this.scroller.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = this.scroller;
      // Only a person moves up; a larger distance at the same place means that something below has grown.
      if (scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX) this.#atBottom = true;
      else if (scrollTop < this.#lastTop) this.#atBottom = false;
      this.#lastTop = scrollTop;
      this.#showUnread();
    });
    // Pictures, keyboards and long edits change heights after the fact: whoever was at the end stays there.
    const keepAtEnd = new ResizeObserver(() => this.#atBottom && this.#scrollToEnd());
    keepAtEnd.observe(this.scroller);
    keepAtEnd.observe(this.content);
    this.#find(".scroll-down").addEventListener("click", () => this.#scrollToEnd());
    this.content.addEventListener("click", (event) => {
      const link = event.target.closest(".message-text a[href]");
      if (link && this.#openLink(link.href)) event.preventDefault();
    });
    this.content.addEventListener("contextmenu", (event) => {
      const node = event.target.closest(".message");
      if (!node || event.target.closest("a, img")) return;
      event.preventDefault();
      openMenu(event.clientX, event.clientY, this.#messageActions(this.#entries.get(Number(node.dataset.messageId))));
    });
    document.addEventListener("visibilitychange", () => this.#showUnread());
  }

  /** Renders a message in its place, whether it is new or changed. */
  #put(message) {
    const known = this.#entries.get(message.message_id);
    const node = this.#render(message);
    this.#entries.set(message.message_id, { message, node });
    if (known) {
      const focused = [...known.node.querySelectorAll("button, a")].indexOf(document.activeElement);
      known.node.replaceWith(node);
      if (focused >= 0) (node.querySelectorAll("button, a")[focused] ?? this.scroller).focus();
      return;
    }
    let previous = this.content.lastElementChild; // at the latest the note about emptiness, which has no id
    while (Number(previous.dataset.messageId) > message.message_id) previous = previous.previousElementSibling;
    previous.after(node);
  }

  #render(message) {
    const isOwn = message.from.id === this.speaker.id;
    const hasMedia = message.photo || message.document || message.voice || message.contact || message.sticker;
    const author = this.isPrivate || isOwn ? null : element("div", { className: "author" }, message.from.first_name);
    if (author) author.dataset.colour = String(Math.abs(message.from.id) % PERSON_COLOURS);
    const bubble = element(
      "div",
      { className: "bubble" },
      author,
      this.#quote(message.reply_to),
      message.photo && photoPart(message.photo),
      message.document && documentPart(message.document),
      message.voice && audioPart(message.voice),
      message.contact && contactPart(message.contact),
      message.sticker && element("div", { className: "sticker" }, message.sticker.emoji),
      message.html ? textPart(message.html, (command) => this.sendText(command)) : null,
      message.html || hasMedia ? null : textPart("<i>Сообщение, которого эта страница не умеет показать</i>"),
      metaPart(message),
    );
    bubble.classList.toggle("with-photo", Boolean(message.photo));
    bubble.classList.toggle("wordless", !message.html && Boolean(hasMedia));
    bubble.classList.toggle("bare", Boolean(message.sticker));
    bubble.classList.toggle("was-edited", Boolean(message.edit_date));

    const node = element("article", { className: `message ${isOwn ? "outgoing" : "incoming"}` });
    node.dataset.messageId = String(message.message_id);
    node.dataset.fromId = String(message.from.id);
    const actions = iconButton("more", "Действия с сообщением", "message-menu-button", ({ currentTarget }) =>
      openMenuAt(currentTarget, this.#messageActions(this.#entries.get(message.message_id))),
    );
    actions.ariaHasPopup = "menu";
    const body = element("div", { className: "message-body" }, bubble);
    if (message.buttons?.length) body.append(this.#inlineKeyboard(message));
    if (!this.isPrivate && !isOwn) {
      const avatar = element("span", { className: "avatar small", ariaHidden: "true" });
      paintAvatar(avatar, message.from.first_name, message.from.id);
      node.append(avatar);
    }
    node.append(body, actions);
    return node;
  }

  #quote(replyTo) {
    if (!replyTo) return null;
    const original = this.#entries.get(replyTo.message_id);
    const name = original?.message.from.first_name ?? "Сообщение";
    const words = replyTo.text || (original ? summary(original.message) : "Сообщение удалено");
    const onclick = () => this.#jumpTo(replyTo.message_id);
    return element(
      "button",
      { type: "button", className: "quote", onclick },
      element("strong", {}, name),
      element("span", {}, words),
    );
  }

  #jumpTo(messageId) {
    const node = this.#entries.get(messageId)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.remove("found");
    requestAnimationFrame(() => node.classList.add("found"));
  }

  #inlineKeyboard(message) {
    const rows = message.buttons.map((row) =>
      element(
        "div",
        { className: "keyboard-row" },
        ...row.map((button) => {
          const node = element("button", { type: "button", className: "inline-button" }, button.text);
          if (button.url) node.append(icon("out"));
          node.addEventListener("click", () => this.#press(node, message, button));
          return node;
        }),
      ),
    );
    return element("div", { className: "inline-keyboard", role: "group", ariaLabel: "Кнопки сообщения" }, ...rows);
  }

  async #press(node, message, { data, url }) {
    if (url) {
      if (!this.#openLink(url)) window.open(url, "_blank", "noopener");
      return;
    }
    if (node.ariaBusy === "true") return;
    const press = this.page.presses.begin(this, node);
    const answer = await this.act("press", { message_id: message.message_id, data });
    if (answer) this.page.presses.named(press, answer.callback_query_id);
    else this.page.presses.end(press);
  }

  #openLink(url) {
    return this.page.openDeepLink(url, this.speaker.id);
  }

  #messageActions({ message }) {
    const isOwn = message.from.id === this.speaker.id;
    const actions = [["Ответить", () => this.#setContext({ kind: "reply", message })]];
    const words = message.text ?? message.caption;
    if (words) actions.push(["Копировать текст", () => this.#copy(words)]);
    if (isOwn && message.text) actions.push(["Изменить", () => this.#setContext({ kind: "edit", message })]);
    if (isOwn || this.isPrivate) actions.push(["Удалить", () => this.#delete(message)]);
    return actions;
  }

  async #copy(words) {
    await navigator.clipboard.writeText(words);
    this.toast("Скопировано");
  }

  async #delete(message) {
    const choices = [CANCEL, { label: "Удалить", value: true, kind: "danger primary" }];
    const content = [element("p", {}, "Сообщение исчезнет и у бота.")];
    if (await ask({ title: "Удалить сообщение?", content, choices, className: "delete-dialog" })) {
      await this.act("delete", { message_id: message.message_id });
    }
  }

  /** Days and runs of one author depend on the neighbours, so they are settled after every change. */
  #layOut() {
    const nodes = [...this.content.querySelectorAll(":scope > .message")];
    const messages = nodes.map((node) => this.#entries.get(Number(node.dataset.messageId)).message);
    const days = messages.map((message) => dayName(message.date));
    const sameRun = (index, other) =>
      messages[other]?.from.id === messages[index].from.id && days[other] === days[index];
    nodes.forEach((node, index) => {
      if (days[index - 1] === days[index]) delete node.dataset.day;
      else node.dataset.day = days[index];
      node.classList.toggle("first-of-run", !sameRun(index, index - 1));
      node.classList.toggle("last-of-run", !sameRun(index, index + 1));
    });
    this.emptyNote.hidden = nodes.length > 0;
    this.#refreshComposer();
  }

  #scrollToEnd() {
    this.#atBottom = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#showUnread();
  }

  #count() {
    this.#unread += 1;
    this.#showUnread();
  }

  #showUnread() {
    const inView = this.page.layout.isVisible(this.id) && document.visibilityState === "visible";
    if (inView && this.#atBottom) this.#unread = 0;
    const button = this.#find(".scroll-down");
    button.hidden = this.#atBottom;
    button.dataset.unread = this.#unread || "";
    this.page.layout.setUnread(this.id, this.#unread);
  }

  // -- composer

  #setUpComposer() {
    const { input } = this;
    input.ariaLabel = `Сообщение, пишет ${this.speaker.first_name}`;
    input.addEventListener("input", () => {
      this.#fitInput();
      this.#toggleCommands(/^\/\w*$/.test(input.value));
    });
    input.addEventListener("keydown", (event) => this.#onKey(event));
    input.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (!files.length) return;
      event.preventDefault();
      this.#offerFiles(files);
    });
    this.#find(".composer-row").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#find(".cancel-context-button").addEventListener("click", () => this.#setContext(null));
    this.#find(".commands-button").addEventListener("click", () =>
      this.#toggleCommands(this.#find(".commands").hidden),
    );
    this.#find(".keyboard-button").addEventListener("click", () => this.#openKeyboard(!this.#keyboardOpen));
    this.#find(".start-button").addEventListener("click", () => this.sendText("/start"));
    this.#find(".unblock-button").addEventListener("click", () => this.#block(false));
    this.root.addEventListener("focusin", () => this.page.layout.setActive(this.id));
  }

  #onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape") {
      this.#toggleCommands(false);
      this.#setContext(null);
    } else if (event.key === "ArrowUp" && !this.input.value) {
      const own = [...this.#entries.values()].filter(({ message }) => message.from.id === this.speaker.id);
      const last = own.at(-1)?.message;
      if (!last?.text) return;
      event.preventDefault();
      this.#setContext({ kind: "edit", message: last });
    }
  }

  async #submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const context = this.#context;
    this.#setContext(null);
    this.#setInput("");
    const id = context?.message.message_id;
    const done = await (context?.kind === "edit"
      ? this.act("edit", { message_id: id, text })
      : this.sendText(text, id));
    if (!done && !this.input.value) this.#setInput(text);
  }

  #setInput(text) {
    this.input.value = text;
    this.#fitInput();
    this.#toggleCommands(false);
  }

  #fitInput() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
    this.#find(".composer-row").classList.toggle("has-text", this.input.value.trim() !== "");
  }

  #setContext(context) {
    const wasEditing = this.#context?.kind === "edit";
    this.#context = context;
    const bar = this.#find(".composer-context");
    bar.hidden = !context;
    if (context) {
      const { kind, message } = context;
      bar.dataset.kind = kind;
      bar.querySelector("use").setAttribute("href", `#icon-${kind}`);
      bar.querySelector("strong").textContent =
        kind === "edit" ? "Редактирование" : `В ответ: ${message.from.first_name}`;
      bar.querySelector("span").textContent = summary(message);
      this.input.focus();
    }
    if (context?.kind === "edit") this.#setInput(context.message.text);
    else if (wasEditing) this.#setInput("");
  }

  #toggleCommands(open) {
    const box = this.#find(".commands");
    const typed = this.input.value.startsWith("/") ? this.input.value.slice(1) : "";
    const commands = this.page.commands.filter(({ command }) => command.startsWith(typed));
    box.hidden = !open || commands.length === 0;
    this.#find(".commands-button").ariaExpanded = String(!box.hidden);
    box.replaceChildren(
      ...commands.map(({ command, description }) => {
        const onclick = () => {
          this.#setInput("");
          this.sendText(`/${command}`);
        };
        const name = element("span", { className: "command" }, `/${command}`);
        return element("button", { type: "button", onclick }, name, " ", element("span", {}, description));
      }),
    );
  }

  #refreshComposer() {
    const mustStart = this.isPrivate && this.#entries.size === 0;
    this.#find(".start-button").hidden = this.#blocked || !mustStart;
    this.#find(".unblock-button").hidden = !this.#blocked;
    this.#find(".recorder").hidden = !this.#recording;
    this.#find(".writing").hidden = this.#blocked || mustStart || this.#recording !== null;
    this.#find(".commands-button").hidden = !this.isPrivate || this.page.commands.length === 0;
  }

  // -- reply keyboard

  #openKeyboard(open) {
    this.#keyboardOpen = open;
    this.#showKeyboard();
  }

  #showKeyboard() {
    const keyboard = this.#keyboard;
    const box = this.#find(".reply-keyboard");
    const toggle = this.#find(".keyboard-button");
    box.hidden = !keyboard || !this.#keyboardOpen;
    toggle.hidden = !keyboard || (keyboard.persistent && this.#keyboardOpen);
    toggle.ariaExpanded = String(!box.hidden);
    this.input.placeholder = (!box.hidden && keyboard.placeholder) || "Сообщение";
    box.replaceChildren(
      ...(keyboard?.rows ?? []).map((row) =>
        element(
          "div",
          { className: "keyboard-row" },
          ...row.map((button) => {
            const onclick = () => this.#pressReply(button);
            const mark = button.request_contact ? icon("phone") : null;
            return element("button", { type: "button", className: "reply-button", onclick }, mark, button.text);
          }),
        ),
      ),
    );
  }

  async #pressReply({ text, request_contact: asksContact }) {
    if (asksContact) return this.#shareContact();
    if (this.#keyboard.one_time) this.#openKeyboard(false);
    return this.sendText(text);
  }

  // -- files and voice

  #setUpFiles() {
    for (const kind of ["photo", "document", "voice"]) {
      const input = this.#find(`.file-${kind}`);
      input.addEventListener("change", () => {
        const files = [...input.files];
        input.value = "";
        this.#offer(kind, files);
      });
    }
    this.#find(".attach-button").addEventListener("click", ({ currentTarget }) =>
      openMenuAt(currentTarget, [
        ["Фото", () => this.#find(".file-photo").click()],
        ["Файл", () => this.#find(".file-document").click()],
        ["Записать голосовое", () => this.#record()],
        ["Голосовое из файла", () => this.#find(".file-voice").click()],
      ]),
    );
    this.root.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      this.root.classList.add("dropping");
    });
    this.root.addEventListener("dragleave", () => this.root.classList.remove("dropping"));
    this.root.addEventListener("drop", (event) => {
      event.preventDefault();
      this.root.classList.remove("dropping");
      this.#offerFiles([...event.dataTransfer.files]);
    });
    this.#find(".cancel-recording-button").addEventListener("click", () => this.#recording?.cancel());
    this.#find(".send-recording-button").addEventListener("click", () => this.#recording?.finish());
  }

  #offerFiles(files) {
    return this.#offer(files.every((file) => file.type.startsWith("image/")) ? "photo" : "document", files);
  }

  /** Shows what is about to be sent and asks for a caption. */
  async #offer(kind, files) {
    if (!files.length) return;
    const caption = element("textarea", { rows: 2, ariaLabel: "Подпись", placeholder: "Подпись" });
    const urls = [];
    const previews = files.map((file) => {
      if (kind !== "photo") return element("p", { className: "file-name" }, `${file.name}, ${fileSize(file.size)}`);
      urls.push(URL.createObjectURL(file));
      return element("img", { src: urls.at(-1), alt: file.name });
    });
    const title = { photo: "Отправить фото", document: "Отправить файл", voice: "Отправить голосовое" }[kind];
    const choices = [CANCEL, { label: "Отправить", value: true, kind: "primary" }];
    const content = [element("div", { className: "previews" }, ...previews), caption];
    const agreed = await ask({ title, content, choices, className: "upload-dialog" });
    urls.forEach((url) => URL.revokeObjectURL(url));
    if (!agreed) return;
    for (const [index, file] of files.entries()) await this.#upload(kind, file, index ? "" : caption.value.trim());
  }

  async #upload(kind, file, caption = "") {
    const replyTo = this.#context?.kind === "reply" ? this.#context.message.message_id : undefined;
    this.#setContext(null);
    this.#atBottom = true;
    try {
      await server.upload({
        person_id: this.speaker.id,
        chat_id: this.id,
        kind,
        caption: caption || undefined,
        reply_to: replyTo,
        file,
      });
    } catch (error) {
      this.toast(error.message, "error");
    }
  }

  async #record() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.toast("Микрофон недоступен. Можно отправить голосовое из файла.", "error");
      return;
    }
    const recorder = new MediaRecorder(stream);
    const chunks = [];
    const started = performance.now();
    const timer = setInterval(() => {
      this.#find(".recorder-time").textContent = duration((performance.now() - started) / 1000);
    }, 250);
    const stop = () => {
      clearInterval(timer);
      stream.getTracks().forEach((track) => track.stop());
      this.#recording = null;
      this.#refreshComposer();
    };
    recorder.addEventListener("dataavailable", ({ data }) => chunks.push(data));
    recorder.start();
    this.#recording = {
      cancel: stop,
      finish: () => {
        recorder.addEventListener("stop", () => {
          stop();
          this.#upload("voice", new File(chunks, "voice.ogg", { type: recorder.mimeType }));
        });
        recorder.stop();
      },
    };
    this.#find(".recorder-time").textContent = duration(0);
    this.#refreshComposer();
    this.#find(".send-recording-button").focus();
  }
}

// ---------------------------------------------------------------------------------------------
// The mailbox

class MailPanel {
  #letters = new Map(); // id → letter
  #opened = null;
  #read = new Set();
  #asText = false;

  constructor(page) {
    this.id = MAIL;
    this.title = "Почта";
    this.page = page;
    this.root = fromTemplate("mail-template");
    this.root.dataset.panel = MAIL;
    this.list = this.#find(".letters");
    this.reader = this.#find(".reader");
    this.frame = this.#find(".letter-html");
    this.emptyNote = this.#find(".empty-note");
    this.#find(".back-button").addEventListener("click", () => this.#open(null));
    this.#find(".html-part-button").addEventListener("click", () => this.#choosePart(false));
    this.#find(".text-part-button").addEventListener("click", () => this.#choosePart(true));
    this.#find(".letter-text").addEventListener("click", (event) => this.#onLink(event));
    this.frame.addEventListener("load", () => {
      this.frame.contentDocument.addEventListener("click", (event) => this.#onLink(event));
      this.#fitFrame();
    });
    new ResizeObserver(() => this.#fitFrame()).observe(this.reader);
  }

  load(letters) {
    this.#letters = new Map(letters.map((letter) => [letter.id, letter]));
    this.#read = new Set(this.#letters.keys());
    this.#open(null);
  }

  received(letter) {
    this.#letters.set(letter.id, letter);
    this.#list();
  }

  shown() {
    this.#fitFrame();
  }

  toast(text) {
    showToast(this.root, text);
  }

  #find(selector) {
    return this.root.querySelector(selector);
  }

  #list() {
    const newestFirst = [...this.#letters.values()].reverse();
    this.list.replaceChildren(
      this.emptyNote,
      ...newestFirst.map((letter) => {
        const head = element(
          "span",
          { className: "letter-line" },
          element("span", { className: "letter-address" }, letter.to),
          element("time", {}, isToday(letter.at) ? clockTime(letter.at) : dayName(letter.at)),
        );
        const subject = element("strong", {}, letter.subject);
        const beginning = element("span", { className: "letter-beginning" }, letter.text.slice(0, 160));
        const button = element(
          "button",
          { type: "button", className: "letter", onclick: () => this.#open(letter) },
          head,
          subject,
          beginning,
        );
        button.dataset.letterId = String(letter.id);
        button.classList.toggle("unread", !this.#read.has(letter.id));
        if (letter === this.#opened) button.ariaCurrent = "true";
        return element("div", { role: "listitem" }, button);
      }),
    );
    const unread = this.#letters.size - this.#read.size;
    this.emptyNote.hidden = newestFirst.length > 0;
    this.#find(".panel-status").textContent = unread ? `непрочитанных: ${unread}` : `писем: ${newestFirst.length}`;
    this.page.layout.setUnread(MAIL, unread);
  }

  #open(letter) {
    this.#opened = letter;
    this.reader.hidden = !letter;
    this.root.classList.toggle("reading", Boolean(letter));
    if (letter) {
      this.#read.add(letter.id);
      this.#find(".letter-subject").textContent = letter.subject;
      this.#find(".letter-from").textContent = letter.from;
      this.#find(".letter-to").textContent = letter.to;
      this.#find(".letter-at").textContent = fullFormat.format(asDate(letter.at));
      this.#find(".letter-text").replaceChildren(...withLinks(letter.text));
      this.frame.srcdoc = letter.html;
      this.#choosePart(!letter.html);
      this.reader.focus();
    }
    this.#list();
  }

  #choosePart(asText) {
    this.#asText = asText;
    this.#find(".html-part-button").ariaPressed = String(!asText);
    this.#find(".text-part-button").ariaPressed = String(asText);
    this.#find(".letter-text").hidden = !asText;
    this.frame.hidden = asText;
    this.#fitFrame();
  }

  /** The letter is as tall as its text: the reader scrolls, not the frame. */
  #fitFrame() {
    const page = this.frame.contentDocument?.documentElement;
    if (!page || this.#asText || this.reader.hidden) return;
    this.frame.style.height = "0";
    this.frame.style.height = `${page.scrollHeight}px`;
  }

  #onLink(event) {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    if (!this.page.openDeepLink(link.href, null)) window.open(link.href, "_blank", "noopener");
  }
}

// ---------------------------------------------------------------------------------------------
// The page

/** Which panels are on the screen: columns side by side where there is room, otherwise one at a time. */
class Layout {
  #panels = [];
  #visible = new Set();
  #unread = new Map();
  #wide = matchMedia(`(min-width: ${WIDE_FROM_PX}px)`);

  /** `only` is the id of the one panel to show, without tabs; undefined for all. */
  constructor(only) {
    this.only = only;
    this.active = only;
    this.tabs = document.querySelector(".panel-tabs");
    this.tabs.hidden = only !== undefined;
    this.title = document.title;
    this.#wide.addEventListener("change", () => this.#refresh());
  }

  /** Shows `panels`, the mailbox among them if there is room; `others` wait behind their tabs. */
  setPanels(panels, others) {
    const fitting = panels.length * COLUMN_PX <= innerWidth ? panels : panels.filter(({ id }) => id !== MAIL);
    this.#visible = new Set(fitting.map(({ id }) => String(id)));
    this.#show([...panels, ...others]);
  }

  #show(panels) {
    this.#panels = panels;
    this.#unread.clear();
    this.active = this.only ?? String(panels[0].id);
    this.tabs.replaceChildren(
      ...panels.map(({ id, title }) => {
        const onclick = () => (this.#wide.matches ? this.#toggle(String(id)) : this.reveal(id));
        return element("button", { type: "button", className: "tab", dataset: { panel: id }, onclick }, title);
      }),
    );
    document.querySelector(".panels").replaceChildren(...panels.map(({ root }) => root));
    this.#refresh();
  }

  isVisible(id) {
    if (this.only !== undefined) return this.only === String(id);
    return this.#wide.matches ? this.#visible.has(String(id)) : this.active === String(id);
  }

  setActive(id) {
    if (this.only === undefined && this.isVisible(id)) this.active = String(id);
  }

  reveal(id) {
    if (this.only !== undefined) return;
    this.active = String(id);
    this.#visible.add(this.active);
    this.#refresh();
  }

  setUnread(id, count) {
    this.#unread.set(String(id), count);
    const tab = [...this.tabs.children].find(({ dataset }) => dataset.panel === String(id));
    if (tab) tab.dataset.unread = count || "";
    const total = [...this.#unread.values()].reduce((sum, each) => sum + each, 0);
    document.title = total ? `(${total}) ${this.title}` : this.title;
  }

  #toggle(id) {
    if (!this.#visible.delete(id)) this.#visible.add(id);
    this.#refresh();
  }

  #refresh() {
    for (const { id, root } of this.#panels) root.hidden = !this.isVisible(id);
    for (const tab of this.tabs.children) tab.ariaPressed = String(this.isVisible(tab.dataset.panel));
    for (const panel of this.#panels) if (this.isVisible(panel.id)) panel.shown();
  }
}

/** Inline buttons that wait for the bot's answer. */
class Presses {
  #waiting = new Set();

  begin(panel, button) {
    button.ariaBusy = "true";
    const press = { panel, button, personId: panel.speaker.id, queryId: null };
    press.timer = setTimeout(() => this.end(press), PRESS_LIVES_MS);
    this.#waiting.add(press);
    return press;
  }

  named(press, queryId) {
    press.queryId = queryId;
  }

  end(press) {
    clearTimeout(press.timer);
    press.button.ariaBusy = null;
    this.#waiting.delete(press);
  }

  /** The press an answer is for; the answer may overtake the number of its own query. */
  answeredBy({ callback_query_id: queryId, person_id: personId }) {
    const waiting = [...this.#waiting];
    return (
      waiting.find((press) => press.queryId === queryId) ??
      waiting.find((press) => press.queryId === null && press.personId === personId)
    );
  }
}

class Page {
  people = new Map();
  commands = [];
  presses = new Presses();
  #chats = [];
  #residents = [];

  constructor() {
    this.layout = new Layout(new URLSearchParams(location.search).get("view") ?? undefined);
    this.mail = new MailPanel(this);
  }

  load({ bot, people, chats, messages, keyboards, letters, commands }) {
    this.bot = bot;
    this.commands = commands;
    this.people = new Map(people.map((person) => [person.id, person]));
    this.#chats = chats.map((chat) => new ChatPanel(chat, this));
    const members = new Set(this.#chats.filter(({ isPrivate }) => !isPrivate).flatMap(({ people: all }) => all));
    const operators = this.#chats.filter(({ isPrivate, speaker }) => isPrivate && members.has(speaker));
    const others = this.#chats.filter((chat) => !operators.includes(chat));
    this.#residents = others.filter(({ isPrivate }) => isPrivate);
    this.layout.setPanels([...others, this.mail], operators);
    for (const chat of this.#chats) {
      chat.load(
        messages.filter((message) => message.chat_id === chat.id),
        keyboards[chat.id],
      );
    }
    this.mail.load(letters);
  }

  handle(event) {
    const chat = this.#chats.find(({ id }) => id === (event.message?.chat_id ?? event.chat_id));
    switch (event.type) {
      case "message":
        return chat?.received(event.message);
      case "edited":
        return chat?.edited(event.message);
      case "deleted":
        return chat?.deleted(event.message_id);
      case "keyboard":
        return chat?.setKeyboard(event.keyboard);
      case "typing":
        return chat?.typing();
      case "letter":
        return this.mail.received(event.letter);
      case "callback_answer":
        return this.#answered(event);
    }
  }

  #answered(event) {
    const { person_id: personId, text, show_alert: isAlert } = event;
    const press = this.presses.answeredBy(event);
    if (press) this.presses.end(press);
    // The press may have been made in another window or by a script: whoever shows the person's chat tells.
    const ofPerson = ({ id, people }) => people.includes(this.people.get(personId)) && this.layout.isVisible(id);
    const panel = press?.panel ?? this.#chats.find(ofPerson);
    if (!text || !panel) return;
    if (!isAlert) return panel.toast(text);
    const choices = [{ label: "ОК", value: true, kind: "primary" }];
    ask({ title: this.bot.first_name, content: [element("p", {}, text)], choices, className: "alert-dialog" });
  }

  /**
   * If the address is a deep link to the bot, opens it in the private chat of that person (asking which
   * resident's, where nobody is known) and returns true; any other address is left to the browser.
   */
  openDeepLink(address, personId) {
    const payload = startPayload(address, this.bot.username);
    if (payload === null) return false;
    this.#start(payload, personId);
    return true;
  }

  async #start(payload, personId) {
    const chat = this.#chats.find(({ id }) => id === personId) ?? (await this.#chooseResident());
    if (!chat) return;
    this.layout.reveal(chat.id);
    if (!payload) return;
    const sent = await chat.sendText(`/start ${payload}`);
    if (sent && !this.layout.isVisible(chat.id)) this.mail.toast(`Ссылку открывает ${chat.title}`);
  }

  async #chooseResident() {
    if (this.#residents.length < 2) return this.#residents[0];
    const choices = this.#residents.map((chat) => ({
      label: chat.title,
      value: chat,
      kind: this.layout.active === String(chat.id) ? "primary" : "",
    }));
    return ask({ title: "Кто открывает ссылку?", choices: [...choices, CANCEL], className: "person-dialog" });
  }
}

/** The payload of a deep link to this bot, empty if it has none; null for all other addresses. */
function startPayload(address, username) {
  if (!URL.canParse(address)) return null;
  const { protocol, host, pathname, searchParams } = new URL(address);
  const isTelegramSite = /^https?:$/.test(protocol) && /^(t|telegram)\.me$/.test(host);
  const name = isTelegramSite ? pathname.slice(1) : protocol === "tg:" ? searchParams.get("domain") : null;
  return name?.toLowerCase() === username.toLowerCase() ? (searchParams.get("start") ?? "") : null;
}

async function begin() {
  const page = new Page();
  const offline = document.querySelector(".offline");
  const state = await server.state();
  page.load(state);
  followEvents(state.last_event, {
    handle: (event) => page.handle(event),
    restarted: (fresh) => page.load(fresh),
    connected: (isConnected) => {
      offline.hidden = isConnected;
    },
  });
}

begin();

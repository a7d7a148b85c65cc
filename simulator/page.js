/**
 * The chat page of the local Telegram: what residents and operators would see in their own clients.
 *
 * The page keeps no truth of its own. It loads `/ui/state` once, then follows `/ui/events`; whatever
 * a person does is posted to `/ui/*` and shows up only when the server reports it back.
 */

const MAIL = "mail";
const LEVERS = "levers";
const WIDE_FROM_PX = 1000;
const COLUMN_PX = 320;
const PRESS_LIVES_MS = 15_000;
const TYPING_LIVES_MS = 5_000;
const RECONNECT_MS = 1_000;
const NEAR_END_PX = 48;
const HAND_LINGERS_MS = 1_000; // a smooth or flung scroll goes on after the hand that began it
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

/** Rows of buttons, one beside the other; `draw` makes a button. */
function keyboardRows(rows, draw) {
  return rows.map((row) => element("div", { className: "keyboard-row" }, ...row.map(draw)));
}

function fromTemplate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

const asDate = (unixSeconds) => new Date(unixSeconds * 1000);

/** The time of the server, which may run ahead of the browser's, in a time zone that the server may name. */
const clock = {
  ahead: 0, // seconds
  now: () => Date.now() / 1000 + clock.ahead,

  set({ now, zone }) {
    clock.ahead = now - Date.now() / 1000;
    const format = (options) => {
      const formatter = new Intl.DateTimeFormat("ru", { timeZone: zone ?? undefined, ...options });
      return (unixSeconds) => formatter.format(asDate(unixSeconds));
    };
    clock.ofDay = format({ hour: "2-digit", minute: "2-digit" });
    clock.day = format({ day: "numeric", month: "long" });
    clock.dayAndYear = format({ day: "numeric", month: "long", year: "numeric" });
    clock.full = format({ dateStyle: "long", timeStyle: "medium" });
    clock.moment = format({ dateStyle: "long", timeStyle: "short" });
    clock.year = format({ year: "numeric" });
  },
};

const isToday = (unixSeconds) => clock.dayAndYear(unixSeconds) === clock.dayAndYear(clock.now());

function dayName(unixSeconds) {
  if (isToday(unixSeconds)) return "Сегодня";
  const isThisYear = clock.year(unixSeconds) === clock.year(clock.now());
  return isThisYear ? clock.day(unixSeconds) : clock.dayAndYear(unixSeconds);
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

/** The colour of a person or (by its negative id) of a group, as a number for the stylesheet. */
const colourOf = (id) => String((id < 0 ? 3 - id : id) % PERSON_COLOURS);

function paintAvatar(node, name, id) {
  node.textContent = [...name][0] ?? "?";
  node.dataset.colour = colourOf(id);
}

const focusables = (root) => [...root.querySelectorAll("button, a")];

/** After a redraw: gives the focus to what now has the place of the element that had it. */
function restoreFocus(root, index, fallback) {
  if (index < 0) return;
  const heir = focusables(root)[index];
  (heir?.checkVisibility() ? heir : fallback).focus({ preventScroll: true });
}

/** Plain text with its web addresses made clickable. */
function withLinks(text) {
  return text.split(/((?:https?|tg):\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)])/u).map((part, index) =>
    index % 2 ? element("a", { href: part }, part) : part,
  );
}

function openOutside(address) {
  if (/^https?:/i.test(address)) window.open(address, "_blank", "noopener");
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

function audioPart({ file_id: fileId, duration: seconds = 0, file_name: name, title = name }) {
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
  const words = title ? element("span", { className: "file-name" }, title) : null;
  const track = element("span", { className: "audio-track" }, words, position, time);
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
  const sentAt = element("time", { dateTime: asDate(message.date).toISOString() }, clock.ofDay(message.date));
  const edited = message.edit_date ? element("span", { className: "edited" }, "изменено ") : null;
  const title = clock.full(message.date);
  return element("span", { className: "message-meta", title }, edited, sentAt);
}

/** The text or caption of a message, as it was typed. */
const wordsOf = (message) => message.text ?? message.caption;

/** What a message is called where there is no room for all of it. */
function summary(message) {
  if (wordsOf(message)) return wordsOf(message);
  const names = { photo: "Фотография", document: "Файл", voice: "Голосовое сообщение" };
  const kind = Object.keys(names).find((name) => message[name]);
  return kind ? names[kind] : (message.sticker?.emoji ?? (message.contact ? "Контакт" : "Сообщение"));
}

/** Records from the microphone and tells every moment how many seconds it has; rejects where there is none. */
async function startRecording(onSeconds) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const chunks = [];
  const started = performance.now();
  const timer = setInterval(() => onSeconds((performance.now() - started) / 1000), 250);
  const release = () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
  };
  recorder.addEventListener("dataavailable", ({ data }) => chunks.push(data));
  recorder.start();
  onSeconds(0);
  return {
    cancel: release,
    finish: () =>
      new Promise((resolve) => {
        recorder.addEventListener("stop", () => {
          release();
          resolve(new File(chunks, "voice.ogg", { type: recorder.mimeType }));
        });
        recorder.stop();
      }),
  };
}

// ---------------------------------------------------------------------------------------------
// A chat: what was said, and where one writes

/** Whether a person is moving a scroller up: by wheel, touch, keys or its scroll bar. */
class Hand {
  #until = 0;
  #holdsBar = false;

  constructor(scroller) {
    const on = (name, action, target = scroller) => target.addEventListener(name, action, { passive: true });
    on("wheel", ({ deltaY }) => deltaY < 0 && this.moves());
    on("touchmove", () => this.moves());
    on("keydown", ({ key, shiftKey }) => {
      if (["ArrowUp", "PageUp", "Home"].includes(key) || (shiftKey && [" ", "Tab"].includes(key))) this.moves();
    });
    on("pointerdown", ({ target, offsetX }) => {
      this.#holdsBar = target === scroller && offsetX >= scroller.clientWidth;
    });
    const release = () => {
      if (this.#holdsBar) this.moves();
      this.#holdsBar = false;
    };
    for (const name of ["pointerup", "pointercancel"]) on(name, release, window);
    // A scroll bar that is let go tells nobody in some browsers; the pointer then moves with no button down.
    on("pointermove", ({ buttons }) => buttons === 0 && release(), window);
  }

  get isMoving() {
    return this.#holdsBar || performance.now() < this.#until;
  }

  moves() {
    this.#until = performance.now() + HAND_LINGERS_MS;
  }
}

/** The messages of a chat as one of its people sees them, and how far they have read. */
class History {
  #entries = new Map(); // message_id → { message, node }
  #atEnd = true;
  #lastTop = 0;
  #unread = 0;

  constructor(chat) {
    this.chat = chat;
    this.scroller = chat.find(".messages");
    this.content = chat.find(".messages-content");
    this.downButton = chat.find(".scroll-down");
    this.emptyNote = chat.find(".empty-note");
    this.emptyNote.textContent = chat.isPrivate ? "Здесь пока пусто. Нажмите СТАРТ." : "Здесь пока пусто";
    this.scroller.ariaLabel = `Сообщения: ${chat.title}`;
    this.hand = new Hand(this.scroller);
    this.scroller.addEventListener("scroll", () => this.#onScroll());
    this.downButton.addEventListener("click", () => this.toEnd());
    this.content.addEventListener("click", (event) => {
      const link = event.target.closest(".message-text a[href]");
      if (link && chat.openDeepLink(link.href)) event.preventDefault();
    });
    this.content.addEventListener("contextmenu", (event) => {
      const node = event.target.closest(".message");
      if (!node || event.target.closest("a, img")) return;
      event.preventDefault();
      openMenu(event.clientX, event.clientY, this.#actions(Number(node.dataset.messageId)));
    });
    // Pictures, keyboards and long edits change heights after the fact: whoever was at the end stays there.
    const keepAtEnd = new ResizeObserver(() => this.#atEnd && this.toEnd());
    keepAtEnd.observe(this.scroller);
    keepAtEnd.observe(this.content);
  }

  get isEmpty() {
    return this.#entries.size === 0;
  }

  /** The newest message of the one who writes here. */
  get lastOwn() {
    return [...this.#entries.values()].findLast(({ message }) => this.chat.isOwn(message))?.message;
  }

  load(messages) {
    for (const message of messages) this.#place(message);
    this.#settle();
    this.toEnd();
  }

  /** Shows a message that is new or has changed. */
  put(message) {
    const isNew = !this.#entries.has(message.message_id);
    this.#place(message);
    this.#settle();
    if (isNew && this.chat.isOwn(message)) return this.toEnd();
    if (isNew) this.#unread += 1;
    this.#showUnread();
  }

  remove(messageId) {
    this.#entries.get(messageId)?.node.remove();
    this.#entries.delete(messageId);
    this.#settle();
  }

  /** Draws everything anew, for the eyes of somebody else. */
  redraw() {
    for (const { message } of [...this.#entries.values()]) this.#place(message);
    this.#settle();
  }

  toEnd() {
    this.#atEnd = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#lastTop = this.scroller.scrollTop;
    this.#showUnread();
  }

  /** The panel has come into view. */
  shown() {
    if (this.#atEnd) this.toEnd();
  }

  #onScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const distance = scrollHeight - scrollTop - clientHeight;
    // Only a hand leaves the end, because messages that shrink move a scroller up as well.
    if (distance < 1) this.#atEnd = true;
    else if (scrollTop < this.#lastTop && this.hand.isMoving) this.#atEnd = false;
    else if (scrollTop > this.#lastTop && distance < NEAR_END_PX) this.#atEnd = true;
    this.#lastTop = scrollTop;
    this.#showUnread();
  }

  #showUnread() {
    const { id, page } = this.chat;
    const inView = page.layout.isVisible(id) && document.visibilityState === "visible";
    if (inView && this.#atEnd) this.#unread = 0;
    this.downButton.hidden = this.#atEnd;
    this.downButton.dataset.unread = this.#unread || "";
    page.layout.setUnread(id, this.#unread);
  }

  #place(message) {
    const known = this.#entries.get(message.message_id);
    const node = this.#draw(message);
    this.#entries.set(message.message_id, { message, node });
    if (known) {
      const focused = focusables(known.node).indexOf(document.activeElement);
      known.node.replaceWith(node);
      restoreFocus(node, focused, this.scroller);
      return;
    }
    let previous = this.content.lastElementChild; // at the latest the note about emptiness, which has no id
    while (Number(previous.dataset.messageId) > message.message_id) previous = previous.previousElementSibling;
    previous.after(node);
  }

  /** Days and runs of one author depend on the neighbours, so they are settled after every change. */
  #settle() {
    const nodes = [...this.content.querySelectorAll(":scope > .message")];
    const days = nodes.map((node) => dayName(this.#entries.get(Number(node.dataset.messageId)).message.date));
    const sameRun = (index, other) =>
      nodes[other]?.dataset.fromId === nodes[index].dataset.fromId && days[other] === days[index];
    nodes.forEach((node, index) => {
      if (days[index - 1] === days[index]) delete node.dataset.day;
      else node.dataset.day = days[index];
      node.classList.toggle("first-of-run", !sameRun(index, index - 1));
      node.classList.toggle("last-of-run", !sameRun(index, index + 1));
    });
    this.emptyNote.hidden = nodes.length > 0;
    this.chat.composer.refresh();
  }

  #draw(message) {
    const isOwn = this.chat.isOwn(message);
    const isForeign = !this.chat.isPrivate && !isOwn;
    const node = element("article", { className: `message ${isOwn ? "outgoing" : "incoming"}` });
    node.dataset.messageId = String(message.message_id);
    node.dataset.fromId = String(message.from.id);
    if (isForeign) {
      const avatar = element("span", { className: "avatar small", ariaHidden: "true" });
      paintAvatar(avatar, message.from.first_name, message.from.id);
      node.append(avatar);
    }
    const body = element("div", { className: "message-body" }, this.#bubble(message, isForeign));
    if (message.buttons) body.append(this.#inlineKeyboard(message));
    const actions = iconButton("more", "Действия с сообщением", "message-menu-button", ({ currentTarget }) =>
      openMenuAt(currentTarget, this.#actions(message.message_id)),
    );
    actions.ariaHasPopup = "menu";
    node.append(body, actions);
    return node;
  }

  #bubble(message, isForeign) {
    const { photo, document: file, voice, contact, sticker, html } = message;
    const media =
      (photo && photoPart(photo)) ??
      (file && documentPart(file)) ??
      (voice && audioPart(voice)) ??
      (contact && contactPart(contact)) ??
      (sticker && element("div", { className: "sticker" }, sticker.emoji));
    const words = html || (media ? "" : "<i>Сообщение, которого эта страница не умеет показать</i>");
    const author = isForeign ? element("div", { className: "author" }, message.from.first_name) : null;
    if (author) author.dataset.colour = colourOf(message.from.id);
    const bubble = element(
      "div",
      { className: "bubble" },
      author,
      message.reply_to && this.#quote(message.reply_to),
      media,
      words ? textPart(words, (command) => this.chat.sendText(command)) : null,
      metaPart(message),
    );
    bubble.classList.toggle("with-photo", Boolean(photo));
    bubble.classList.toggle("wordless", !words);
    bubble.classList.toggle("bare", Boolean(sticker));
    bubble.classList.toggle("was-edited", Boolean(message.edit_date));
    return bubble;
  }

  #quote({ message_id: messageId, text }) {
    const original = this.#entries.get(messageId)?.message;
    const name = original?.from.first_name ?? "Сообщение";
    const words = text || (original ? summary(original) : "Сообщение удалено");
    const onclick = () => this.#jumpTo(messageId);
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
    this.hand.moves();
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.remove("found");
    requestAnimationFrame(() => node.classList.add("found"));
  }

  #inlineKeyboard(message) {
    const draw = (button) => {
      const onclick = () => this.chat.press(node, message, button);
      const mark = button.url ? icon("out") : null;
      const node = element("button", { type: "button", className: "inline-button", onclick }, button.text, mark);
      return node;
    };
    const keyboard = element("div", { className: "inline-keyboard", role: "group", ariaLabel: "Кнопки сообщения" });
    keyboard.append(...keyboardRows(message.buttons, draw));
    return keyboard;
  }

  #actions(messageId) {
    const { message } = this.#entries.get(messageId);
    const { chat } = this;
    const isOwn = chat.isOwn(message);
    const words = wordsOf(message);
    const actions = [["Ответить", () => chat.composer.replyTo(message)]];
    if (words) actions.push(["Копировать текст", () => this.#copy(words)]);
    if (isOwn && words) actions.push(["Изменить", () => chat.composer.edit(message)]);
    if (isOwn || chat.isPrivate) actions.push(["Удалить", () => this.#delete(message)]);
    return actions;
  }

  async #copy(words) {
    await navigator.clipboard.writeText(words);
    this.chat.toast("Скопировано");
  }

  async #delete(message) {
    const choices = [CANCEL, { label: "Удалить", value: true, kind: "danger primary" }];
    const content = [element("p", {}, "Сообщение исчезнет и у бота.")];
    if (await ask({ title: "Удалить сообщение?", content, choices, className: "delete-dialog" })) {
      await this.chat.act("delete", { message_id: message.message_id });
    }
  }
}

/** Everything under the history: input field, reply keyboard, commands, files, recording, START. */
class Composer {
  #context = null; // { kind: "reply" | "edit", message }
  #keyboard = null;
  #keyboardOpen = false;
  #recording = null;

  constructor(chat) {
    this.chat = chat;
    this.input = chat.find(".composer-input");
    this.row = chat.find(".composer-row");
    this.commandList = chat.find(".commands");
    this.commandsButton = chat.find(".commands-button");
    this.keyboardBox = chat.find(".reply-keyboard");
    this.keyboardButton = chat.find(".keyboard-button");
    this.#setUpInput();
    this.#setUpButtons();
    this.#setUpFiles();
  }

  /** Shows what fits the state of the chat: the input field, START, the recorder or the way out of a block. */
  refresh() {
    const { chat } = this;
    const mustStart = chat.isPrivate && chat.history.isEmpty;
    chat.find(".start-button").hidden = chat.isBlocked || !mustStart;
    chat.find(".unblock-button").hidden = !chat.isBlocked;
    chat.find(".recorder").hidden = !this.#recording;
    chat.find(".writing").hidden = chat.isBlocked || mustStart || this.#recording !== null;
    this.commandsButton.hidden = !chat.isPrivate || chat.page.commands.length === 0;
    this.input.ariaLabel = `Сообщение, пишет ${chat.speaker.first_name}`;
  }

  setKeyboard(keyboard) {
    this.#keyboard = keyboard ?? null;
    this.#openKeyboard(this.#keyboard !== null);
  }

  replyTo(message) {
    this.#setContext({ kind: "reply", message });
  }

  edit(message) {
    this.#setContext({ kind: "edit", message });
  }

  /** Stops answering or editing a message, if it is this one; any, if no id is given. */
  forget(messageId = this.#context?.message.message_id) {
    if (this.#context?.message.message_id === messageId) this.#setContext(null);
  }

  /** Shares the phone number of the one who writes here, once they have confirmed it. */
  async shareContact() {
    const { speaker, page } = this.chat;
    const number = [speaker.first_name, speaker.phone].filter(Boolean).join(", ");
    const content = [element("p", {}, `Бот «${page.bot.first_name}» узнает номер телефона: ${number}.`)];
    const choices = [CANCEL, { label: "Передать номер", value: true, kind: "primary" }];
    if (!(await ask({ title: "Передать номер телефона?", content, choices, className: "contact-dialog" }))) return;
    if (this.#keyboard?.one_time) this.#openKeyboard(false);
    await this.chat.post("contact");
  }

  // -- text

  #setUpInput() {
    const { input } = this;
    input.addEventListener("input", () => {
      this.#fitInput();
      this.#toggleCommands(/^\/\w*$/.test(input.value));
    });
    input.addEventListener("keydown", (event) => this.#onKey(event));
    this.chat.find(".writing").addEventListener("keydown", ({ key }) => key === "Escape" && this.#leave());
    input.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (!files.length) return;
      event.preventDefault();
      this.#offerFiles(files);
    });
    this.row.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    // Whoever has been reading just goes on typing.
    this.chat.history.scroller.addEventListener("keydown", ({ target, currentTarget, key, ctrlKey, metaKey, altKey }) => {
      const isLetter = key.length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey;
      if (target === currentTarget && isLetter) input.focus();
    });
  }

  #onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "ArrowUp" && !this.input.value) {
      const message = this.chat.history.lastOwn;
      if (!message || !wordsOf(message)) return;
      event.preventDefault();
      this.edit(message);
    }
  }

  /** Closes what stands between the history and the input field. */
  #leave() {
    if (this.commandList.contains(document.activeElement)) this.input.focus();
    this.#toggleCommands(false);
    this.forget();
  }

  async #submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const { kind, message } = this.#context ?? {};
    this.forget();
    this.#setInput("");
    const done = await (kind === "edit"
      ? this.chat.act("edit", { message_id: message.message_id, text })
      : this.chat.sendText(text, message?.message_id));
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
    this.row.classList.toggle("has-text", this.input.value.trim() !== "");
  }

  #setContext(context) {
    const wasEditing = this.#context?.kind === "edit";
    this.#context = context;
    const bar = this.chat.find(".composer-context");
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
    if (context?.kind === "edit") this.#setInput(wordsOf(context.message));
    else if (wasEditing) this.#setInput("");
  }

  // -- commands and keyboards

  #setUpButtons() {
    const on = (selector, action) => this.chat.find(selector).addEventListener("click", action);
    on(".cancel-context-button", () => this.forget());
    on(".commands-button", () => this.#toggleCommands(this.commandList.hidden));
    on(".keyboard-button", () => this.#openKeyboard(!this.#keyboardOpen));
    on(".start-button", () => this.chat.sendText("/start"));
    on(".unblock-button", () => this.chat.block(false));
    on(".cancel-recording-button", () => this.#endRecording().cancel());
    on(".send-recording-button", async () => this.#upload("voice", await this.#endRecording().finish()));
  }

  #toggleCommands(open) {
    const typed = this.input.value.startsWith("/") ? this.input.value.slice(1) : "";
    const commands = this.chat.page.commands.filter(({ command }) => command.startsWith(typed));
    this.commandList.hidden = !open || commands.length === 0;
    this.commandsButton.ariaExpanded = String(!this.commandList.hidden);
    this.commandList.replaceChildren(
      ...commands.map(({ command, description }) => {
        const onclick = () => {
          this.#setInput("");
          this.chat.sendText(`/${command}`);
        };
        const name = element("span", { className: "command" }, `/${command}`);
        return element("button", { type: "button", onclick }, name, " ", element("span", {}, description));
      }),
    );
  }

  #openKeyboard(open) {
    this.#keyboardOpen = open;
    const keyboard = this.#keyboard;
    const focused = focusables(this.keyboardBox).indexOf(document.activeElement);
    this.keyboardBox.hidden = !open;
    this.keyboardButton.hidden = !keyboard || (keyboard.persistent && open);
    this.keyboardButton.ariaExpanded = String(open);
    this.input.placeholder = (open && keyboard.placeholder) || "Сообщение";
    const draw = (button) => {
      const onclick = () => this.#pressKey(button);
      const mark = button.request_contact ? icon("phone") : null;
      return element("button", { type: "button", className: "reply-button", onclick }, mark, button.text);
    };
    this.keyboardBox.replaceChildren(...keyboardRows(keyboard?.rows ?? [], draw));
    restoreFocus(this.keyboardBox, focused, this.chat.history.scroller);
  }

  async #pressKey({ text, request_contact: asksContact }) {
    if (asksContact) return this.shareContact();
    if (this.#keyboard.one_time) this.#openKeyboard(false);
    return this.chat.sendText(text);
  }

  // -- files and voice

  #setUpFiles() {
    const { root } = this.chat;
    const input = (kind) => this.chat.find(`.file-${kind}`);
    for (const kind of ["photo", "document", "voice"]) {
      input(kind).addEventListener("change", ({ currentTarget }) => {
        const files = [...currentTarget.files];
        currentTarget.value = "";
        this.#offer(kind, files);
      });
    }
    this.chat.find(".attach-button").addEventListener("click", ({ currentTarget }) =>
      openMenuAt(currentTarget, [
        ["Фото", () => input("photo").click()],
        ["Файл", () => input("document").click()],
        ["Записать голосовое", () => this.#record()],
        ["Голосовое из файла", () => input("voice").click()],
      ]),
    );
    root.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      root.classList.add("dropping");
    });
    root.addEventListener("dragleave", () => root.classList.remove("dropping"));
    root.addEventListener("drop", (event) => {
      root.classList.remove("dropping");
      const files = [...event.dataTransfer.files];
      if (!files.length) return;
      event.preventDefault();
      this.#offerFiles(files);
    });
  }

  #offerFiles(files) {
    return this.#offer(files.every((file) => file.type.startsWith("image/")) ? "photo" : "document", files);
  }

  /** Shows what is about to be sent and asks for a caption, which goes with the first file. */
  async #offer(kind, files) {
    if (!files.length) return;
    const urls = kind === "photo" ? files.map((file) => URL.createObjectURL(file)) : [];
    const previews = files.map((file, index) =>
      kind === "photo"
        ? element("img", { src: urls[index], alt: file.name })
        : element("p", { className: "file-name" }, `${file.name}, ${fileSize(file.size)}`),
    );
    const caption = element("textarea", { rows: 2, ariaLabel: "Подпись", placeholder: "Подпись" });
    const content = [element("div", { className: "previews" }, ...previews)];
    if (kind !== "voice") content.push(caption);
    const title = { photo: "Отправить фото", document: "Отправить файл", voice: "Отправить голосовое" }[kind];
    const choices = [CANCEL, { label: "Отправить", value: true, kind: "primary" }];
    const isAgreed = await ask({ title, content, choices, className: "upload-dialog" });
    for (const url of urls) URL.revokeObjectURL(url);
    if (!isAgreed) return;
    await this.#upload(kind, files[0], caption.value.trim());
    for (const file of files.slice(1)) await this.#upload(kind, file);
  }

  async #upload(kind, file, caption = "") {
    const replyTo = this.#context?.kind === "reply" ? this.#context.message.message_id : undefined;
    this.forget();
    await this.chat.post("upload", { kind, caption: caption || undefined, reply_to: replyTo, file });
  }

  async #record() {
    const time = this.chat.find(".recorder-time");
    try {
      this.#recording = await startRecording((seconds) => {
        time.textContent = duration(seconds);
      });
    } catch {
      this.chat.toast("Микрофон недоступен. Можно отправить голосовое из файла.", "error");
      return;
    }
    this.refresh();
    this.chat.find(".send-recording-button").focus();
  }

  #endRecording() {
    const recording = this.#recording;
    this.#recording = null;
    this.refresh();
    return recording;
  }
}

/** One chat on the screen, and the person it is shown to. */
class ChatPanel {
  #typingTimer = 0;

  constructor(chat, page) {
    this.id = chat.id;
    this.page = page;
    this.isPrivate = chat.type === "private";
    this.isBlocked = Boolean(chat.blocked);
    this.people = chat.member_ids.map((id) => page.people.get(id)).filter(Boolean);
    this.speaker = this.people[0];
    this.title = this.isPrivate ? this.speaker.first_name : chat.title;
    this.root = fromTemplate("chat-template");
    this.root.dataset.chatId = String(chat.id);
    this.root.classList.add(chat.type);
    this.root.ariaLabel = this.title;
    this.root.addEventListener("focusin", () => page.layout.setActive(this.id));
    this.history = new History(this);
    this.composer = new Composer(this);
    this.#setUpHeader();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  isOwn(message) {
    return message.from.id === this.speaker.id;
  }

  // -- what the server reports

  load(messages, keyboard) {
    this.history.load(messages);
    this.composer.setKeyboard(keyboard);
  }

  received(message) {
    this.history.put(message);
    if (message.from.is_bot) this.#showTyping(false);
    const asked = message.forces_reply;
    if (asked && (!asked.length || asked.includes(this.speaker.id))) this.composer.replyTo(message);
  }

  edited(message) {
    this.history.put(message);
  }

  deleted(messageId) {
    this.history.remove(messageId);
    this.composer.forget(messageId);
  }

  setKeyboard(keyboard) {
    this.composer.setKeyboard(keyboard);
  }

  typing() {
    this.#showTyping(true);
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#showTyping(false), TYPING_LIVES_MS);
  }

  /** The panel has come into view. */
  shown() {
    this.history.shown();
  }

  toast(text, kind = "") {
    showToast(this.root, text, kind);
  }

  // -- what the person does

  /** Does something as the one who writes here; a refusal is shown, and null returned. */
  async act(action, body = {}) {
    const fields = { person_id: this.speaker.id, chat_id: this.id, ...body };
    try {
      return await (action === "upload" ? server.upload(fields) : server.post(action, fields));
    } catch (error) {
      this.toast(error.message, "error");
      return null;
    }
  }

  /** Does something that adds a message, and goes to where it will appear. */
  async post(action, body) {
    this.history.toEnd();
    return this.act(action, body);
  }

  async sendText(text, replyTo) {
    return this.post("send", { text, reply_to: replyTo });
  }

  /** Presses an inline button; it shows that it waits until the bot answers. */
  async press(node, message, { data, url }) {
    if (url) {
      if (!this.openDeepLink(url)) openOutside(url);
      return;
    }
    if (node.ariaBusy === "true") return;
    const press = this.page.presses.begin(this, node);
    const answer = await this.act("press", { message_id: message.message_id, data });
    if (answer) press.queryId = answer.callback_query_id;
    else this.page.presses.end(press);
  }

  openDeepLink(address) {
    return this.page.openDeepLink(address, this.speaker.id);
  }

  async block(isBlocked) {
    if (!(await this.act("block", { blocked: isBlocked }))) return;
    this.isBlocked = isBlocked;
    this.composer.refresh();
  }

  speakAs(person) {
    this.speaker = person;
    for (const button of this.find(".speakers").querySelectorAll("button")) {
      button.ariaPressed = String(Number(button.dataset.personId) === person.id);
    }
    this.composer.forget();
    this.history.redraw();
  }

  // -- header

  #setUpHeader() {
    paintAvatar(this.find(".avatar"), this.title, this.id);
    this.find(".panel-title").textContent = this.title;
    this.#showTyping(false);
    const menuButton = this.find(".chat-menu-button");
    menuButton.hidden = !this.isPrivate;
    menuButton.addEventListener("click", () =>
      openMenuAt(menuButton, [
        ["Отправить свой номер", () => this.composer.shareContact()],
        this.isBlocked
          ? ["Разблокировать бота", () => this.block(false)]
          : ["Заблокировать бота", () => this.block(true)],
      ]),
    );
    if (!this.isPrivate && this.people.length > 1) this.#setUpSpeakers();
  }

  #setUpSpeakers() {
    const speakers = this.find(".speakers");
    speakers.hidden = false;
    for (const person of this.people) {
      const onclick = () => this.speakAs(person);
      const dataset = { personId: person.id };
      speakers.append(element("button", { type: "button", onclick, dataset }, person.first_name));
    }
    this.speakAs(this.speaker);
  }

  #showTyping(isTyping) {
    const bot = `«${this.page.bot.first_name}»`;
    const usual = this.isPrivate
      ? [this.speaker.phone, `чат с ботом ${bot}`].filter(Boolean).join(" · ")
      : `${this.people.map((person) => person.first_name).join(", ")} и бот ${bot}`;
    const status = this.find(".panel-status");
    status.textContent = isTyping ? "бот печатает…" : usual;
    status.classList.toggle("typing", isTyping);
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

  /** Lists the letters again, because the day has changed. */
  redraw() {
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
          element("time", {}, isToday(letter.at) ? clock.ofDay(letter.at) : dayName(letter.at)),
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
    this.list.role = newestFirst.length ? "list" : "group"; // a list without an item is none
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
      this.#find(".letter-at").textContent = clock.full(letter.at);
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
    if (!this.page.openDeepLink(link.href, null)) openOutside(link.href);
  }
}

// ---------------------------------------------------------------------------------------------
// Levers

/** What the owner of this Telegram lets people do to it; what a lever does is known to the server alone. */
class LeversPanel {
  #buttons = new Map(); // name → button

  constructor(page) {
    this.id = LEVERS;
    this.page = page;
    this.root = fromTemplate("levers-template");
    this.root.dataset.panel = LEVERS;
    this.now = this.#find(".levers-now");
    setInterval(() => this.#showTime(), 1_000);
  }

  get isEmpty() {
    return this.#buttons.size === 0;
  }

  get icon() {
    return "clock";
  }

  load(levers) {
    this.title = levers.title;
    this.root.ariaLabel = levers.title;
    this.#find(".panel-title").textContent = levers.title;
    this.#buttons.clear();
    this.#find(".levers-body").replaceChildren(...levers.groups.map((group) => this.#group(group)));
    this.show(levers);
  }

  /** Shows how the switches stand and what time it is. */
  show({ groups }) {
    for (const { name, is_on: isOn } of groups.flatMap(({ levers }) => levers)) {
      const button = this.#buttons.get(name);
      if (button && isOn !== undefined) button.ariaPressed = String(isOn);
    }
    this.#showTime();
  }

  shown() {
    this.#showTime();
  }

  #find(selector) {
    return this.root.querySelector(selector);
  }

  #showTime() {
    this.now.dateTime = asDate(clock.now()).toISOString();
    this.now.textContent = clock.moment(clock.now());
  }

  #group({ title, levers }) {
    const buttons = levers.map(({ name, label }) => {
      const onclick = () => this.#pull(button);
      const button = element("button", { type: "button", className: "lever", dataset: { lever: name }, onclick }, label);
      this.#buttons.set(name, button);
      return button;
    });
    const heading = element("h3", {}, title);
    return element("div", { className: "lever-group", role: "group", ariaLabel: title }, heading, ...buttons);
  }

  /** A lever shows that it waits until the server is done, which takes a while for some. */
  async #pull(button) {
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    try {
      const { told } = await server.post("lever", { name: button.dataset.lever });
      if (told) showToast(this.root, told);
    } catch (error) {
      showToast(this.root, error.message, "error");
    } finally {
      button.ariaBusy = null;
    }
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
    document.addEventListener("visibilitychange", () => this.#refresh());
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
      ...panels.map(({ id, title, icon: picture }) => {
        const onclick = () => (this.#wide.matches ? this.#toggle(String(id)) : this.reveal(id));
        const words = picture ? [icon(picture), element("span", { className: "tab-words" }, title)] : [title];
        return element("button", { type: "button", className: "tab", dataset: { panel: id }, onclick }, ...words);
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
    this.#bringIntoView(this.active);
  }

  setUnread(id, count) {
    this.#unread.set(String(id), count);
    const tab = [...this.tabs.children].find(({ dataset }) => dataset.panel === String(id));
    if (tab) tab.dataset.unread = count || "";
    const total = [...this.#unread.values()].reduce((sum, each) => sum + each, 0);
    document.title = total ? `(${total}) ${this.title}` : this.title;
  }

  /** Opens or closes a column; one that is open beyond the edge is brought into view instead of closed. */
  #toggle(id) {
    if (this.#visible.has(id) && this.#bringIntoView(id)) return;
    if (!this.#visible.delete(id)) this.#visible.add(id);
    this.#refresh();
    this.#bringIntoView(id);
  }

  /** Says whether the column was open and partly beyond an edge, and so had to be moved. */
  #bringIntoView(id) {
    const { root } = this.#panels.find((panel) => String(panel.id) === id);
    const { left, right } = root.getBoundingClientRect();
    if (root.hidden || (left >= -1 && right <= innerWidth + 1)) return false;
    root.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
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
    this.levers = new LeversPanel(this);
  }

  load({ bot, people, chats, messages, keyboards, letters, commands, levers }) {
    clock.set(levers);
    this.levers.load(levers);
    this.bot = bot;
    this.commands = commands;
    this.people = new Map(people.map((person) => [person.id, person]));
    this.#chats = chats.map((chat) => new ChatPanel(chat, this));
    const members = new Set(this.#chats.filter(({ isPrivate }) => !isPrivate).flatMap(({ people: all }) => all));
    const operators = this.#chats.filter(({ isPrivate, speaker }) => isPrivate && members.has(speaker));
    const others = this.#chats.filter((chat) => !operators.includes(chat));
    this.#residents = others.filter(({ isPrivate }) => isPrivate);
    this.layout.setPanels([...others, this.mail], this.levers.isEmpty ? operators : [...operators, this.levers]);
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
      case "levers":
        return this.#changed(event.levers);
      case "callback_answer":
        return this.#answered(event);
    }
  }

  #changed(levers) {
    const today = clock.dayAndYear(clock.now());
    clock.set(levers);
    this.levers.show(levers);
    if (clock.dayAndYear(clock.now()) === today) return;
    for (const chat of this.#chats) chat.history.redraw(); // «Сегодня» is another day now
    this.mail.redraw();
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

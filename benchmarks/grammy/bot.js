// The same conversation on grammY: state in memory, and one durable SQLite row per reading.
// Chats are handled side by side and one chat in order, as grammY's documentation advises for much load.
import { run, sequentialize } from "@grammyjs/runner";
import Database from "better-sqlite3";
import { Bot, InlineKeyboard, session } from "grammy";

const FIRST_PERSON = 1_000_000;

const database = new Database(process.env.GRAMMY_DATABASE);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec(
  "CREATE TABLE readings (id INTEGER PRIMARY KEY, person INTEGER NOT NULL, value INTEGER NOT NULL, entered_at TEXT NOT NULL)",
);
const add = database.prepare("INSERT INTO readings (person, value, entered_at) VALUES (?, ?, ?)");

const bot = new Bot(process.env.BOT_TOKEN, { client: { apiRoot: process.env.TELEGRAM_API_URL } });
const getKey = (ctx) => ctx.chat?.id.toString();

bot.use(sequentialize(getKey));
bot.use(session({ getSessionKey: getKey, initial: () => ({ step: "idle" }) }));

const navigation = (keyboard) => keyboard.text("Назад", "f:1:back:").text("Отмена", "f:1:cancel:");

bot.hears("Передать показания", async (ctx) => {
  const place = ctx.chat.id - FIRST_PERSON;
  const number = 200_000_000 + place;
  const previous = 10_000 + place;
  ctx.session = { step: "value", number, previous };
  await ctx.reply(
    `Абонент № ${number}, счётчик № S${place}\n\n` +
      "<b>Круглосуточно (0–24): какое показание сейчас?</b>\n" +
      `Прошлое показание: <b>${previous}</b> на 23.10.2026\n` +
      "На счётчике 6 цифр до запятой.",
    { parse_mode: "HTML", reply_markup: navigation(new InlineKeyboard()) },
  );
});

bot.on("message:text").filter((ctx) => ctx.session.step === "value", async (ctx) => {
  const value = Number(ctx.message.text);
  if (!Number.isInteger(value)) {
    await ctx.reply("Это не похоже на показание.");
    return;
  }
  const { number, previous } = ctx.session;
  ctx.session.step = "confirm";
  ctx.session.value = value;
  const keyboard = new InlineKeyboard().text("Подтвердить", "f:2:confirm:").row().text("Исправить", "f:2:correct:").row();
  await ctx.reply(
    `<b>Показания за ноябрь 2026</b>\nАбонент № ${number}\n\n` +
      `Круглосуточно: ${previous} → <b>${value}</b> = ${value - previous} кВт·ч\n\n` +
      `Примерная стоимость: ${(((value - previous) * 648) / 100).toFixed(2)} ₽\n\n` +
      "Всё верно? Нажмите «Подтвердить».",
    { parse_mode: "HTML", reply_markup: navigation(keyboard) },
  );
});

bot.callbackQuery("f:2:confirm:").filter((ctx) => ctx.session.step === "confirm", async (ctx) => {
  const { number, value } = ctx.session;
  const now = new Date();
  const receipt = add.run(ctx.chat.id, value, now.toISOString()).lastInsertRowid;
  ctx.session = { step: "idle" };
  await ctx.answerCallbackQuery();
  await ctx.editMessageText(
    "✅ <b>Показания за ноябрь 2026 приняты.</b>\n\n" +
      `Квитанция: <code>2611-${String(receipt).padStart(6, "0")}</code>\n` +
      `Время приёма: ${now.toISOString().slice(0, 16).replace("T", " ")}`,
    {
      parse_mode: "HTML",
      reply_markup: new InlineKeyboard()
        .text("История показаний", `n:history:${number}:0`)
        .row()
        .text("К номеру", `n:card:${number}:0`),
    },
  );
});

const runner = run(bot);
process.on("SIGTERM", () => runner.stop());

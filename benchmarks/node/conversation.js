// What the bots on Node.js say and keep: the texts and buttons of ours, and one durable SQLite row per reading.
import Database from "better-sqlite3";

const FIRST_PERSON = 1_000_000;

const database = new Database(process.env.BENCHMARK_DATABASE);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec(
  "CREATE TABLE readings (id INTEGER PRIMARY KEY, person INTEGER NOT NULL, value INTEGER NOT NULL, entered_at TEXT NOT NULL)",
);
const add = database.prepare("INSERT INTO readings (person, value, entered_at) VALUES (?, ?, ?)");

const button = (text, data) => ({ text, callback_data: data });
const navigation = [button("Назад", "f:1:back:"), button("Отмена", "f:1:cancel:")];
const screen = (text, ...rows) => [text, { parse_mode: "HTML", reply_markup: { inline_keyboard: rows } }];

export const MENU_KEY = "Передать показания";
export const CONFIRM = "f:2:confirm:";
export const NOT_A_VALUE = "Это не похоже на показание.";

// Begin: what the session holds, and the question.
export function begin(person) {
  const place = person - FIRST_PERSON;
  const number = 200_000_000 + place;
  const previous = 10_000 + place;
  const question = screen(
    `Абонент № ${number}, счётчик № S${place}\n\n` +
      "<b>Круглосуточно (0–24): какое показание сейчас?</b>\n" +
      `Прошлое показание: <b>${previous}</b> на 23.10.2026\n` +
      "На счётчике 6 цифр до запятой.",
    navigation,
  );
  return [{ step: "value", number, previous }, question];
}

export function summary({ number, previous }, value) {
  return screen(
    `<b>Показания за ноябрь 2026</b>\nАбонент № ${number}\n\n` +
      `Круглосуточно: ${previous} → <b>${value}</b> = ${value - previous} кВт·ч\n\n` +
      `Примерная стоимость: ${(((value - previous) * 648) / 100).toFixed(2)} ₽\n\n` +
      "Всё верно? Нажмите «Подтвердить».",
    [button("Подтвердить", CONFIRM)],
    [button("Исправить", "f:2:correct:")],
    navigation,
  );
}

// Keep a reading, durably, and give the receipt.
export function store(person, { number, value }) {
  const now = new Date();
  const receipt = add.run(person, value, now.toISOString()).lastInsertRowid;
  return screen(
    "✅ <b>Показания за ноябрь 2026 приняты.</b>\n\n" +
      `Квитанция: <code>2611-${String(receipt).padStart(6, "0")}</code>\n` +
      `Время приёма: ${now.toISOString().slice(0, 16).replace("T", " ")}`,
    [button("История показаний", `n:history:${number}:0`)],
    [button("К номеру", `n:card:${number}:0`)],
  );
}

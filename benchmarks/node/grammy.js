// The same conversation on grammY: state in memory, and one durable SQLite row per reading.
// Chats are handled side by side and one chat in order, as grammY's documentation advises for much load.
import { run, sequentialize } from "@grammyjs/runner";
import { Bot, session } from "grammy";

import { begin, CONFIRM, MENU_KEY, NOT_A_VALUE, store, summary } from "./conversation.js";

const bot = new Bot(process.env.BOT_TOKEN, { client: { apiRoot: process.env.TELEGRAM_API_URL } });
const getKey = (ctx) => ctx.chat?.id.toString();

bot.use(sequentialize(getKey));
bot.use(session({ getSessionKey: getKey, initial: () => ({ step: "idle" }) }));

bot.hears(MENU_KEY, async (ctx) => {
  const [state, question] = begin(ctx.chat.id);
  ctx.session = state;
  await ctx.reply(...question);
});

bot.on("message:text").filter((ctx) => ctx.session.step === "value", async (ctx) => {
  const value = Number(ctx.message.text);
  if (!Number.isInteger(value)) {
    await ctx.reply(NOT_A_VALUE);
    return;
  }
  ctx.session.step = "confirm";
  ctx.session.value = value;
  await ctx.reply(...summary(ctx.session, value));
});

bot.callbackQuery(CONFIRM).filter((ctx) => ctx.session.step === "confirm", async (ctx) => {
  const receipt = store(ctx.chat.id, ctx.session);
  ctx.session = { step: "idle" };
  await ctx.answerCallbackQuery();
  await ctx.editMessageText(...receipt);
});

const runner = run(bot);
process.on("SIGTERM", () => runner.stop());

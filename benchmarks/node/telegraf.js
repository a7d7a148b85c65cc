// The same conversation on telegraf: state in memory, and one durable SQLite row per reading.
// It handles the updates of one poll side by side and polls again when all of them are done; that is its way.
import { session, Telegraf } from "telegraf";
import { message } from "telegraf/filters";

import { begin, CONFIRM, MENU_KEY, NOT_A_VALUE, store, summary } from "./conversation.js";

const bot = new Telegraf(process.env.BOT_TOKEN, { telegram: { apiRoot: process.env.TELEGRAM_API_URL } });

bot.use(session({ getSessionKey: (ctx) => ctx.chat?.id.toString(), defaultSession: () => ({ step: "idle" }) }));

bot.hears(MENU_KEY, async (ctx) => {
  const [state, question] = begin(ctx.chat.id);
  ctx.session = state;
  await ctx.reply(...question);
});

bot.on(message("text"), async (ctx, next) => {
  if (ctx.session.step !== "value") return next();
  const value = Number(ctx.message.text);
  if (!Number.isInteger(value)) {
    await ctx.reply(NOT_A_VALUE);
    return;
  }
  ctx.session.step = "confirm";
  ctx.session.value = value;
  await ctx.reply(...summary(ctx.session, value));
});

bot.action(CONFIRM, async (ctx, next) => {
  if (ctx.session.step !== "confirm") return next();
  const receipt = store(ctx.chat.id, ctx.session);
  ctx.session = { step: "idle" };
  await ctx.answerCbQuery();
  await ctx.editMessageText(...receipt);
});

process.on("SIGTERM", () => bot.stop("SIGTERM"));
bot.launch();

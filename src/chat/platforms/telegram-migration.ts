import type { Api, Context, MiddlewareFn } from "grammy";
import type { TelegramParts } from "./telegram-commands.js";

/**
 * A group that becomes a supergroup gets another id. Telegram says so twice, in the old chat and in the new one, in any
 * order and perhaps again after a restart; either lets what was chosen follow, before anything else is done there.
 */
export function migrationsOf({
  lanes,
  moved,
  placed,
}: Pick<TelegramParts, "lanes" | "moved" | "placed">): MiddlewareFn<Context> {
  return async (ctx, next) => {
    const message = ctx.message;
    const other = message?.migrate_to_chat_id ?? message?.migrate_from_chat_id;
    if (message === undefined || other === undefined) return await next();
    const here = placed({ chat: message.chat }).session;
    const there = placed({ chat: { ...message.chat, id: other } as typeof message.chat }).session;
    const [from, to] = message.migrate_to_chat_id === undefined ? [there, here] : [here, there];
    await lanes.command(to, () => moved(from, to));
    await next();
  };
}

/**
 * Requests to a group's old id are refused with the new one; they are made again there. Sometimes that is the only way
 * in which a bot hears of the change.
 */
export function followMigrations(api: Api, onMigrated: (from: number, to: number) => Promise<void>): void {
  api.config.use(async (call, method, payload, signal) => {
    const answer = await call(method, payload, signal);
    const to = answer.ok ? undefined : answer.parameters?.migrate_to_chat_id;
    const from = (payload as { chat_id?: unknown } | undefined)?.chat_id;
    if (to === undefined || typeof from !== "number") return answer;
    await onMigrated(from, to);
    return await call(method, { ...payload, chat_id: to }, signal);
  });
}

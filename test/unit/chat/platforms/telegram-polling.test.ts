import { systemClock } from "../../../../src/chat/answer.js";
import { Refusal } from "../../../loopback/telegram/refusal.js";
import { endStages, startStage } from "./telegram-stage.js";

afterEach(endStages);

test.each([1e12, 2_147_484, 7200])(
  "a pause that Telegram asks for is kept, but asked about again each hour: %d s",
  async (retry_after) => {
    const { server, connect } = await startStage();
    const waits: number[] = [];
    const clock = {
      ...systemClock,
      after(ms: number, callback: () => void) {
        if (ms < 1000) return systemClock.after(ms, callback);
        waits.push(ms);
        server.touch();
        return () => {};
      },
    };
    server.refuseNext("getUpdates", new Refusal(429, "Too Many Requests: retry later", { retry_after }));
    await connect({ clock });
    await server.waitFor(() => waits.length > 0);
    expect(waits).toEqual([3_600_000]);
  },
);

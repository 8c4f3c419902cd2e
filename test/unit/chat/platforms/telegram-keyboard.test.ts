import { createSecretKey } from "node:crypto";
import { createPicker } from "../../../../src/chat/picker.js";
import { toKeyboard } from "../../../../src/chat/platforms/telegram-keyboard.js";

const signer = { picker: createPicker(createSecretKey(Buffer.alloc(32, 7))), session: "telegram:1", now: 0 };

test.each([
  [["Accounts", "Default", "Status"], ["Accounts Default Status"]],
  [
    ["Models", "Any account", "Default", "Status"],
    ["Models Any account", "Default Status"],
  ],
  [
    ["モデル", "アカウント自動選択", "既定", "状態"],
    ["モデル", "アカウント自動選択", "既定 状態"],
  ],
  [
    ["模型", "任意账号", "默认", "状态"],
    ["模型 任意账号 默认", "状态"],
  ],
])("buttons stand side by side as long as a phone shows each label whole: %j", (labels, rows) => {
  const choices = labels.map((label) => ({ label, argument: "status" }));
  const keyboard = toKeyboard(
    { audience: "caller", blocks: [{ kind: "choices", layout: "buttons", choices }] },
    signer,
  );
  expect(keyboard?.inline_keyboard.map((row) => row.map(({ text }) => text).join(" "))).toEqual(rows);
});

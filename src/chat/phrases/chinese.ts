import type { Phrases } from "../phrases.js";

const notListed = "你不在此机器人的名单上。";

export const chinese = (): Phrases => ({
  notListed,
  knownAs: (principal) => [`${notListed}它识别到的你的 ID 是 `, { code: principal }, "。"],
  howToAdd: (command) => ["管理者可用此命令添加你：", { code: command }],
  unexpected: (id) => ["这里出了问题。日志中的详情编号为 ", { code: id }, "。"],
  forOperator: (code) => ["操作未成功，只有管理者能修复（", { code }, "）。详情：", { code: "modelpin doctor" }],
  busy: "现在正忙。请稍后再试。",
  choiceUnreadable: "无法读取这里固定的内容。重新选择：/model <模型>，或取消固定：/model default",
  deadButton: ["此操作已失效，或不适用于这里，或不适用于你。未做任何更改。新的列表：/model"],
  nothingToShow: "（没有可显示的内容。）",
  linesLeftOut: { other: "（还有 {count} 行放不进一条消息。）" },
  impossibleDate: "不可能的日期",
  now: "现在",
  justNow: "刚刚",
  writeOrCommand: "给我发消息，或使用命令：",
  emptyAnswer: "模型给出了空的回答。",
  howToTalk: "输入消息，或 /model。按 Ctrl-C 结束。",
  stopped: "已停止。",
  noSuchCommand: (name, known) => `没有命令 /${name}。可用：${known}`,
});

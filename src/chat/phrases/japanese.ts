import type { Phrases } from "../phrases.js";

const notListed = "あなたはこのボットのリストに載っていません。";

export const japanese = (): Phrases => ({
  notListed,
  knownAs: (principal) => [`${notListed}ボットでのあなたの ID は `, { code: principal }, " です。"],
  howToAdd: (command) => ["運用者は次のコマンドで追加できます: ", { code: command }],
  unexpected: (id) => ["問題が発生しました。詳細はログの ", { code: id }, " にあります。"],
  forOperator: (code) => [
    "うまくいきませんでした。直せるのは運用者だけです (",
    { code },
    ")。詳細: ",
    { code: "modelpin doctor" },
  ],
  busy: "今は混み合っています。少ししてからもう一度試してください。",
  choiceUnreadable: "ここでの固定を読み取れません。選び直す: /model <モデル>、固定を解除する: /model default",
  deadButton: [
    "これはもう使えないか、ここでは使えないか、あなたには使えません。何も変更していません。新しい一覧: /model",
  ],
  nothingToShow: "（表示するものがありません。）",
  linesLeftOut: { other: "（あと {count} 行は一つのメッセージに入りません。）" },
  impossibleDate: "あり得ない日付",
  now: "今",
  justNow: "たった今",
  writeOrCommand: "メッセージを送るか、コマンドを使ってください:",
  emptyAnswer: "モデルの回答は空でした。",
  howToTalk: "メッセージか /model を入力してください。Ctrl-C で終了します。",
  stopped: "停止しました。",
  noSuchCommand: (name, known) => `コマンド /${name} はありません。使えるもの: ${known}`,
});

import type { Phrases } from "../phrases.js";

const notListed = "သင်သည် ဤဘော့၏ စာရင်းတွင် မပါပါ။";

export const burmese = (): Phrases => ({
  notListed,
  knownAs: (principal) => [`${notListed} ဘော့က သင့်ကို `, { code: principal }, " အဖြစ် သိသည်။"],
  howToAdd: (command) => ["စီမံသူက ဤသို့ ထည့်နိုင်သည်: ", { code: command }],
  unexpected: (id) => ["တစ်ခုခု မှားသွားပါသည်။ အသေးစိတ်ကို မှတ်တမ်းရှိ ", { code: id }, " တွင် ကြည့်ပါ။"],
  forOperator: (code) => ["မအောင်မြင်ပါ။ စီမံသူသာ ပြင်နိုင်သည် (", { code }, ")။ အသေးစိတ်: ", { code: "modelpin doctor" }],
  busy: "ယခု အလုပ်များနေပါသည်။ ခဏနေ ထပ်စမ်းပါ။",
  choiceUnreadable: "ဤနေရာတွင် ပင်ထိုးထားသည်ကို ဖတ်၍ မရပါ။ ပြန်ရွေးရန်: /model <မော်ဒယ်>၊ ပင်ဖြုတ်ရန်: /model default",
  deadButton: ["ဤအရာ အလုပ်မလုပ်တော့ပါ၊ သို့မဟုတ် ဤနေရာတွင် မဟုတ်ပါ၊ သို့မဟုတ် သင့်အတွက် မဟုတ်ပါ။ ဘာမှ မပြောင်းပါ။ စာရင်းအသစ်: /model"],
  nothingToShow: "(ပြစရာ မရှိပါ။)",
  linesLeftOut: { other: "(နောက်ထပ် စာကြောင်း {count} ကြောင်း စာတစ်စောင်တွင် မဆံ့ပါ။)" },
  impossibleDate: "မဖြစ်နိုင်သော ရက်စွဲ",
  now: "ယခု",
  justNow: "ယခုလေးတင်",
  writeOrCommand: "ကျွန်ုပ်ထံ စာရေးပါ သို့မဟုတ် ညွှန်ကြားချက် သုံးပါ:",
  emptyAnswer: "မော်ဒယ်က အဖြေ အလွတ် ပေးသည်။",
  howToTalk: "စာ သို့မဟုတ် /model ရိုက်ပါ။ Ctrl-C ဖြင့် ပြီးဆုံးသည်။",
  stopped: "ရပ်လိုက်ပါပြီ။",
  noSuchCommand: (name, known) => `ညွှန်ကြားချက် /${name} မရှိပါ။ ရှိသည်များ: ${known}`,
});

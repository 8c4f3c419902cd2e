import type { Translated } from "../../src/domain/language.js";

/** What help says beside what is typed: the words for the two sides of a choice, and one line for each of the five. */
interface HelpWords {
  readonly model: string;
  readonly profile: string;
  readonly list: string;
  readonly choose: string;
  readonly account: string;
  readonly look: string;
  readonly flags: string;
}

export const helpWords: Translated<HelpWords> = {
  en: {
    model: "model",
    profile: "profile",
    list: "see the list and choose from it",
    choose: "choose the model, and the account with it",
    account: "pin the account alone · drop that pin",
    look: "drop the choice · why this account answers · every detail",
    flags: "for the next turn only · others may stand in when it cannot answer",
  },
  my: {
    model: "မော်ဒယ်",
    profile: "ပရိုဖိုင်",
    list: "စာရင်းကြည့်ပြီး ရွေးရန်",
    choose: "မော်ဒယ်ကို၊ အကောင့်နှင့်တကွ ရွေးရန်",
    account: "အကောင့်ကိုသာ ပင်ထိုးရန် · ပင်ဖြုတ်ရန်",
    look: "ပင်အားလုံး ဖြုတ်ရန် · ဤအကောင့်ဖြေသည့် အကြောင်းရင်း · အသေးစိတ်",
    flags: "နောက်တစ်ကြိမ်အတွက်သာ · မဖြေနိုင်လျှင် အခြားအကောင့် အစားထိုးနိုင်",
  },
  de: {
    model: "Modell",
    profile: "Profil",
    list: "die Liste ansehen und daraus wählen",
    choose: "das Modell wählen, und das Konto dazu",
    account: "nur das Konto festlegen · diese Festlegung aufheben",
    look: "alles Festgelegte aufheben · warum dieses Konto antwortet · alles im Einzelnen",
    flags: "nur für die nächste Nachricht · andere dürfen einspringen",
  },
  es: {
    model: "modelo",
    profile: "perfil",
    list: "ver la lista y elegir",
    choose: "elegir el modelo y, con él, la cuenta",
    account: "fijar solo la cuenta · quitarla",
    look: "quitar lo fijado · por qué responde esta cuenta · todos los detalles",
    flags: "solo para el próximo turno · otras cuentas pueden suplirla",
  },
  ja: {
    model: "モデル",
    profile: "プロファイル",
    list: "一覧を見て選ぶ",
    choose: "モデルと、必要ならアカウントも選ぶ",
    account: "アカウントだけを固定 · 固定を解除",
    look: "固定をすべて解除 · このアカウントが答える理由 · 詳細",
    flags: "次の一回だけ · 答えられないときは他のアカウントが代わる",
  },
  "zh-CN": {
    model: "模型",
    profile: "配置",
    list: "查看列表并从中选择",
    choose: "选择模型，也可同时选择账号",
    account: "只固定账号 · 取消固定",
    look: "取消全部固定 · 为何由此账号回答 · 全部详情",
    flags: "仅下一次 · 无法回答时可由其他账号替补",
  },
};

/** Before the list, to somebody who typed a number that is not in it. */
export const noSuchNumber: Translated<(number: string) => string> = {
  en: (number) => `There is no number ${number} in the list that you were last shown. Nothing was changed.`,
  my: (number) => `သင့်အား နောက်ဆုံးပြခဲ့သော စာရင်းတွင် နံပါတ် ${number} မရှိပါ။ ဘာမှ မပြောင်းပါ။`,
  de: (number) => `In der Liste, die du zuletzt gesehen hast, gibt es keine Nummer ${number}. Nichts wurde geändert.`,
  es: (number) => `En la última lista que viste no hay ningún número ${number}. No se cambió nada.`,
  ja: (number) => `最後に表示した一覧に ${number} 番はありません。何も変更していません。`,
  "zh-CN": (number) => `上次显示给你的列表中没有编号 ${number}。未做任何更改。`,
};

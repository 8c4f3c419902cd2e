import type { Translated } from "../../src/domain/language.js";

/** What the commands say of themselves in menus, at most 100 characters each (Discord's limit). */
export const modelDescription: Translated<string> = {
  en: "See the models, or choose model and account for this conversation",
  my: "မော်ဒယ်များကို ကြည့်ရန် သို့မဟုတ် ဤစကားဝိုင်းအတွက် မော်ဒယ်နှင့် အကောင့် ရွေးရန်",
  de: "Modelle ansehen oder Modell und Konto für diese Unterhaltung wählen",
  es: "Ver los modelos o elegir modelo y cuenta para esta conversación",
  ja: "モデルの一覧、またはこの会話で使うモデルとアカウントの選択",
  "zh-CN": "查看模型，或为本对话选择模型和账号",
};

const grammar = "list · status · why · <model>[@<profile>] · @<profile> · @auto · default";

export const choiceDescription: Translated<string> = {
  en: grammar,
  my: "list · status · why · <မော်ဒယ်>[@<ပရိုဖိုင်>] · @<ပရိုဖိုင်> · @auto · default",
  de: "list · status · why · <Modell>[@<Profil>] · @<Profil> · @auto · default",
  es: "list · status · why · <modelo>[@<perfil>] · @<perfil> · @auto · default",
  ja: "list · status · why · <モデル>[@<プロファイル>] · @<プロファイル> · @auto · default",
  "zh-CN": "list · status · why · <模型>[@<配置>] · @<配置> · @auto · default",
};

export const newDescription: Translated<string> = {
  en: "Start the conversation afresh; the choice of model stays",
  my: "စကားဝိုင်းကို အသစ်ပြန်စရန်၊ ရွေးထားသော မော်ဒယ် မပြောင်းပါ",
  de: "Die Unterhaltung neu beginnen; die Wahl des Modells bleibt",
  es: "Empezar la conversación de nuevo; el modelo elegido se mantiene",
  ja: "会話を最初から始める（選んだモデルはそのまま）",
  "zh-CN": "重新开始对话；所选模型保持不变",
};

export const helpDescription: Translated<string> = {
  en: "What can be typed here",
  my: "ဤနေရာတွင် ရိုက်နိုင်သည်များ",
  de: "Was man hier schreiben kann",
  es: "Qué se puede escribir aquí",
  ja: "ここで使えるコマンド",
  "zh-CN": "这里可以输入什么",
};

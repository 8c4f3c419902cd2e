import type { ProfileId } from "../ids.js";
import { flags, list, orAdded, quote, type RefusalWords } from "../refusal.js";

const usable = (names: readonly ProfileId[]): string =>
  names.length > 0 ? `သင် သုံးနိုင်သည်: ${list(names)}` : "သင် သုံးနိုင်သော ပရိုဖိုင် မရှိပါ။";

export const burmese: RefusalWords = {
  unknown_model: ({ typed, near }) => ({
    message: `မော်ဒယ် ${quote(typed)} မရှိပါ။ ဘာမှ မပြောင်းပါ။`,
    hint: orAdded(
      near.length > 0 ? `${near.join(" သို့မဟုတ် ")} ကို ဆိုလိုပါသလား။ အားလုံး: /model list` : "အားလုံး: /model list",
      typed,
      "စီမံသူက ထည့်နိုင်သည်: ",
    ),
  }),
  ambiguous_model: ({ typed, choices, more }) => ({
    message: `${quote(typed)} သည် တစ်ခုထက်ပို၍ ကိုက်ညီသည်။ ဘာမှ မပြောင်းပါ။`,
    hint: `မည်သည်ကို ဆိုလိုသနည်း: ${list(choices)}${more > 0 ? ` (+${more})` : ""}`,
  }),
  model_not_allowed: ({ model }) => ({
    message: `${model} ကို ဤနေရာတွင် ခွင့်မပြုပါ။ ဘာမှ မပြောင်းပါ။`,
    hint: "ခွင့်ပြုထားသည်များ: /model list · စီမံသူက ထပ်ခွင့်ပြုနိုင်သည်: modelPolicy.allow",
  }),
  missing_profile: ({ usable: names }) => ({
    message: "“@” နောက်၌ ပရိုဖိုင် မပါပါ။ ဘာမှ မပြောင်းပါ။",
    hint: `${usable(names)} ပင်ဖြုတ်ရန် @auto`,
  }),
  unknown_profile: ({ typed, provider, usable: names }) => ({
    message: `${provider} တွင် ပရိုဖိုင် ${quote(typed)} မရှိပါ။ ဘာမှ မပြောင်းပါ။`,
    hint: usable(names),
  }),
  foreign_profile: ({ profileId, profileProvider, provider, usable: names }) => ({
    message: `${profileId} သည် ${provider} မဟုတ်ဘဲ ${profileProvider} ၏ ပရိုဖိုင် ဖြစ်သည်။ ဘာမှ မပြောင်းပါ။`,
    hint: usable(names),
  }),
  unknown_flag: ({ flag, near }) => ({
    message: `မသိသော ရွေးချယ်စရာ ${quote(flag)}။ ဘာမှ မပြောင်းပါ။`,
    hint: near.length > 0 ? `${near.join(" သို့မဟုတ် ")} ကို ဆိုလိုပါသလား။ ရှိသည်များ: ${flags}` : `ရှိသည်များ: ${flags}`,
  }),
  extra_word: ({ word }) => ({
    message: `${quote(word)} ပိုနေသည်။ ဘာမှ မပြောင်းပါ။`,
    hint: `ပစ်မှတ်တစ်ခုနှင့် ရွေးချယ်စရာများ: /model <မော်ဒယ်>[@<ပရိုဖိုင်>] [${flags}]`,
  }),
  flag_without_choice: ({ flag, word }) => ({
    message: `${flag} ကို ${word} နှင့် တွဲမသုံးနိုင်ပါ။ ဘာမှ မပြောင်းပါ။`,
    hint: `${flag} အတွက် ရွေးချယ်ရန် လိုသည်၊ ဥပမာ /model opus ${flag}`,
  }),
  page_out_of_range: ({ page, pages }) => ({
    message: `စာမျက်နှာ ${quote(page)} မရှိပါ။`,
    hint: pages > 1 ? `စာမျက်နှာ 1 မှ ${pages} အထိ ရှိသည်: /model list 1` : "စာမျက်နှာ တစ်ခုတည်း ရှိသည်: /model list",
  }),
  no_default_model: ({ agent }) => ({
    message: `အေးဂျင့် ${agent} အတွက် မော်ဒယ် မသတ်မှတ်ရသေးပါ။`,
    hint: "ဤနေရာတွင် ရွေးရန် /model list၊ မူရင်း သတ်မှတ်ရန်: modelpin models set <provider/model>",
  }),
  may_not_switch: ({ principal }) => ({
    message: "ကြည့်နိုင်သော်လည်း ပြောင်း၍ မရပါ။ ဘာမှ မပြောင်းပါ။",
    hint: `စီမံသူက ခွင့်ပြုနိုင်သည်: modelpin access add ${principal} --level switch`,
  }),
  may_not_chat: ({ principal }) => ({
    message: "ကြည့်နိုင်သော်လည်း ဤနေရာတွင် မော်ဒယ်နှင့် စကားမပြောနိုင်ပါ။ ဘာမှ မပြောင်းပါ။",
    hint: `စီမံသူက ခွင့်ပြုနိုင်သည်: modelpin access add ${principal} --level chat`,
  }),
};

import { isOtherAccount, type OAuthAccount } from "../../../../src/auth/oauth/account.js";

test.each<[what: string, before: OAuthAccount, after: OAuthAccount, isOther: boolean]>([
  ["nothing told", {}, {}, false],
  ["another that pays, for one address", { accountId: "1", email: "a@b.c" }, { accountId: "2", email: "a@b.c" }, true],
  ["one that pays, under a new address", { accountId: "1", email: "a@b.c" }, { accountId: "1", email: "x@b.c" }, false],
  ["told by the new login alone", { email: "a@b.c" }, { accountId: "1", email: "A@b.c" }, false],
  ["told by the old login alone", { accountId: "1", subject: "p" }, { subject: "p" }, false],
  ["another address", { email: "a@b.c", subject: "p" }, { email: "x@b.c", subject: "p" }, true],
  ["another person", { subject: "p" }, { subject: "q" }, true],
  ["a person told by the new login alone", {}, { subject: "p" }, false],
  ["a person told by the old login alone", { subject: "p" }, {}, false],
])("two logins are of different accounts only where both tell so: %s", (_, before, after, isOther) => {
  expect(isOtherAccount(before, after)).toBe(isOther);
});

import type { FailureAdvice, FailureClass } from "./failure-class.js";

/**
 * One line of the table: an answer that has any of the `codes`, any of the `statuses` and `says` such words (each only
 * where given) `is` of that class.
 */
export interface FailureRule {
  readonly is: FailureClass;
  /** Codes, types, statuses, reasons of the body, or the connection's code. Compared without case. */
  readonly codes?: readonly string[];
  readonly statuses?: readonly number[];
  readonly says?: RegExp;
  /** Only for web pages. */
  readonly html?: true;
  readonly advice?: FailureAdvice;
}

const words = (list: string) => list.trim().split(/\s+/);

const refused = [400, 401, 403] as const;

// The words, each list said once. Words are the last resort: they count beside a status or an unspecific code only.
const tooLong =
  /prompt is too long|context[ _-]?(?:length|window|limit|size)|maximum context|exceeds? the (?:model'?s )?(?:maximum|max) (?:number of )?(?:input )?tokens|input token count .{0,40}exceeds|too many (?:input )?tokens|reduce the length|input (?:is|was) too long|maximum prompt length/i;
const noSuchModel =
  /(?:model|deployment)\b[^.]{0,120}?(?:not found|not exist|not available|no access|not have access|deprecated|decommissioned|not supported|no longer|retired|unknown|not allowed|not enabled)|(?:invalid|unknown|no such|unsupported) model|not a valid model|no endpoints found|(?:not have|no|without) access to (?:the )?(?:model|this model)|not (?:authorized|permitted|allowed) to (?:access|use) (?:the |this )?model/i;
const comesBack = /\bresets?\b|try again (?:in|at|after|later)|regain access|refresh(?:es|ing)?\b|available again/i;
const periodic =
  /\b(?:hourly|daily|weekly|monthly|5[- ]hour|per (?:minute|hour|day|week|month))\b|usage (?:limit|window|cap)|spend(?:ing)? (?:limit|cap)/i;
const unpaid =
  /credit balance|(?:insufficient|not enough|out of|no|add|more|depleted|purchase|exhausted) (?:\w+ )?(?:credits?|balance|funds|quota)\b(?! were charged)|credits? (?:are |have been |is )?(?:depleted|exhausted|insufficient)|out of extra usage|draw from (?:your )?extra usage|payment required|billing (?:is )?(?:not active|disabled|inactive)|overdue|top[ -]?up|recharge|arrears|余额不足/i;
const busy =
  /overloaded|high demand|at capacity|capacity exceeded|over capacity|server is busy|too busy|temporarily unavailable due to load/i;
const tooFast =
  /rate.?limit|too many requests|quota exceeded|exceeded your current quota|resource.?(?:has been )?exhausted|usage limit|tokens per (?:min|minute|day)|\b(?:TPM|RPM|RPD)\b|throttl/i;
const goneForGood =
  /(?:revoked|deactivated|suspended|terminated|banned|invalidated|has been (?:deleted|disabled)|is disabled|was disabled|reported as leaked|sign(?:ing)? in again|log ?in again)|not (?:currently )?allowed for this organi[sz]ation|scope requirement/i;
const wrongKey =
  /(?:invalid|incorrect|wrong|missing|no|not valid|malformed) (?:\w+ )?(?:api[ -]?key|token|credentials?|authentication|bearer)|api[ -]?key (?:is )?(?:not valid|invalid|missing|expired|not found)|unauthori[sz]ed|not authenticated|authentication (?:failed|error|required)|token (?:has |is )?expired/i;
const unsafe =
  /content (?:management )?policy|safety (?:system|reasons|settings)|content.?filter|flagged|moderation|usage polic|violat/i;
const blockedPage =
  /just a moment|attention required|access denied|you have been blocked|cloudflare|forbidden|captcha/i;

/**
 * Which failure is of which class. The first line that fits decides, so it can be read aloud from top to bottom:
 * codes that leave no doubt, then statuses that words narrow down, then statuses alone, then unspecific codes and
 * words where no status came (the error event of a stream). What no line knows is `unknown`, the mildest class.
 *
 * Sources: the error pages of Anthropic, OpenAI, OpenRouter, Google AI, Azure OpenAI, Groq, Mistral, xAI, undici's and
 * Node's error codes. Each line has an answer in test/fixtures/failures.
 */
export const failureTable: readonly FailureRule[] = [
  // A subscription's token outside its own client.
  {
    is: "auth_permanent",
    statuses: refused,
    says: /only authorized for use with claude code|oauth authentication is (?:currently )?not (?:supported|allowed)/i,
    advice: "use_api_key",
  },

  // Codes that leave no doubt: money.
  {
    is: "billing",
    codes: words(`
      insufficient_quota billing_error billing_hard_limit_reached billing_not_active billing_disabled
      insufficient_credits insufficient_balance insufficient_user_quota exceeded_current_quota_error
      credits_exhausted payment_required usage_not_included
    `),
  },
  // The credential.
  {
    is: "auth_permanent",
    codes: words(`
      account_deactivated account_suspended account_disabled organization_deactivated token_revoked
      token_invalidated consumer_suspended api_key_service_blocked service_disabled
      unsupported_country_region_territory invalid_grant refresh_token_reused
    `),
  },
  {
    is: "auth",
    codes: words(`
      invalid_api_key api_key_invalid incorrect_api_key token_expired access_token_expired invalid_token
      unauthenticated access_token_type_unsupported missing_api_key
    `),
  },
  // The request. What is too long is told before what is merely wrong.
  {
    is: "context_overflow",
    codes: words(`
      context_length_exceeded exceed_context_size_error context_window_exceeded string_above_max_length
      request_too_large
    `),
  },
  {
    is: "request",
    codes: words(`
      content_filter content_policy_violation moderation_blocked responsibleaipolicyviolation
      invalid_prompt unsupported_parameter unsupported_value unknown_parameter invalid_image
      image_too_large previous_response_not_found tool_use_failed json_validate_failed
    `),
  },
  // The model.
  {
    is: "model_not_found",
    codes: words(`
      model_not_found deploymentnotfound model_decommissioned model_not_available model_not_supported
      model_not_active invalid_model unsupported_model model_terms_required unknown_model
    `),
  },
  // The load. Google's RESOURCE_EXHAUSTED is a window that refreshes unless it says that prepaid money is gone.
  {
    is: "billing",
    codes: words("resource_exhausted rate_limit_error"),
    says: /(?:prepayment|prepaid)? ?credits? (?:are|is|have been) (?:depleted|exhausted)|credit balance is too low|out of extra usage/i,
  },
  {
    is: "overloaded",
    codes: words(`
      overloaded_error server_is_overloaded engine_overloaded_error slow_down overloaded nocapacity
      modelnotreadyexception
    `),
  },
  {
    is: "rate_limit",
    codes: words(`
      rate_limit_exceeded rate_limit_error usage_limit_reached usage_limit_exceeded resource_exhausted
      requests tokens toomanyrequests throttlingexception too_many_requests quota_exceeded
      ratelimitreached
    `),
  },

  // The connection, by Node's and undici's codes.
  { is: "aborted", codes: words("abort_err err_canceled err_aborted und_err_aborted") },
  {
    is: "timeout",
    codes: words(`
      etimedout esockettimedout econnaborted und_err_connect_timeout und_err_headers_timeout
      und_err_body_timeout timeout_error deadline_exceeded
    `),
  },
  {
    is: "timeout",
    codes: words(`
      econnreset epipe econnrefused enotfound eai_again ehostunreach enetunreach enetdown und_err_socket
      und_err_closed und_err_destroyed und_err_res_content_length_mismatch err_stream_premature_close
    `),
  },
  {
    is: "server_error",
    codes: words(`
      cert_has_expired cert_not_yet_valid depth_zero_self_signed_cert self_signed_cert_in_chain
      unable_to_verify_leaf_signature unable_to_get_issuer_cert_locally err_tls_cert_altname_invalid
      err_ssl_wrong_version_number eproto und_err_response und_err_headers_overflow hpe_invalid_constant
      hpe_invalid_header_token z_data_error z_buf_error
    `),
  },

  // Statuses that words narrow down.
  { is: "server_error", statuses: [401, 403, 407, 429], html: true, says: blockedPage },
  { is: "billing", statuses: [400, 401, 403], says: unpaid },
  {
    is: "rate_limit",
    statuses: [400, 403],
    says: /regain access|(?:usage|rate|spend(?:ing)?|daily|weekly|monthly|key) limit|limit exceeded \((?:daily|weekly|monthly)/i,
  },
  { is: "rate_limit", statuses: [402], says: comesBack },
  { is: "billing", statuses: [402], says: unpaid },
  { is: "rate_limit", statuses: [402], says: periodic },
  { is: "model_not_found", statuses: [400, 401, 403, 422], says: noSuchModel },
  { is: "context_overflow", statuses: [400, 413, 422, 500], says: tooLong },
  { is: "rate_limit", statuses: [413], says: tooFast },
  { is: "request", statuses: [403, 451], says: unsafe },
  { is: "auth_permanent", statuses: refused, says: goneForGood },
  { is: "auth_permanent", statuses: [400, 403], says: /(?:user )?location is not supported|country, region/i },
  { is: "auth", statuses: [400], says: wrongKey },
  { is: "rate_limit", statuses: [429], says: /rate limit (?:exceeded|reached)/i },
  { is: "billing", statuses: [429], says: unpaid },
  { is: "overloaded", statuses: [429, 500, 502, 503], says: busy },
  { is: "rate_limit", statuses: [500, 503], says: /rate.?limit|too many requests/i },

  // Statuses alone.
  { is: "auth", statuses: [401, 403] },
  { is: "billing", statuses: [402] },
  { is: "model_not_found", statuses: [404, 410] },
  { is: "context_overflow", statuses: [413] },
  { is: "request", statuses: [400, 405, 406, 411, 415, 422, 431, 451] },
  // Never followed, since the credential would go along: a proxy's login page, or an address that is another by now.
  { is: "server_error", statuses: [301, 302, 303, 307, 308] },
  { is: "timeout", statuses: [408, 499, 504, 522, 524, 598] },
  { is: "server_error", statuses: [407, 409, 424, 425, 500, 501, 502, 503, 520, 521, 523, 525, 526, 527, 530] },
  { is: "rate_limit", statuses: [429] },
  { is: "overloaded", statuses: [529] },

  // No status, or one that nobody knows: the error event of a stream, an error whose answer is lost.
  { is: "context_overflow", says: tooLong },
  { is: "billing", says: unpaid },
  { is: "model_not_found", codes: words("not_found_error not_found") },
  { is: "auth_permanent", codes: words("permission_error authentication_error permission_denied"), says: goneForGood },
  { is: "auth", codes: words("authentication_error permission_error permission_denied unauthorized access_denied") },
  { is: "request", codes: words("invalid_request_error invalid_argument failed_precondition bad_request") },
  { is: "overloaded", says: busy },
  { is: "rate_limit", says: tooFast },
  {
    is: "server_error",
    codes: words(
      "api_error server_error internal_error internal internal_server_error unavailable service_unavailable",
    ),
  },
  { is: "auth", says: wrongKey },
  {
    is: "timeout",
    says: /timed? ?out|socket hang up|connection (?:error|reset|closed|refused)|network error|fetch failed|premature close/i,
  },
  { is: "server_error", says: /internal (?:server )?error|server had an error|bad gateway|service unavailable/i },
];

/** What to advise where a line of the table says nothing more precise. */
export const adviceFor: Readonly<Partial<Record<FailureClass, FailureAdvice>>> = {
  billing: "top_up",
  auth: "login_again",
  auth_permanent: "login_again",
  model_not_found: "choose_model",
  context_overflow: "shorten",
};

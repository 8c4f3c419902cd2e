/** HTML that stands for itself. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** A phone's screen with one conversation on it. */
export function page(style: string, header: string, body: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><style>
    * { box-sizing: border-box; margin: 0; }
    body { width: 390px; font: 15px/1.38 "Liberation Sans", "DejaVu Sans", sans-serif; }
    main { padding: 14px 12px 16px; overflow-wrap: anywhere; }
    header { padding: 12px 14px; font-weight: 700; font-size: 16px; }
    header small { display: block; font-weight: 400; font-size: 12px; opacity: .65; }
    ${style}
  </style></head><body><header>${header}</header><main>${body}</main></body></html>`;
}

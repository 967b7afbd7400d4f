/** Markup of ours. Nothing but `html` makes it, so that a text can't be taken for it. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlValue = string | number | Html | readonly Html[] | undefined;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as the content of an element or of a quoted attribute. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}

/** Tags a template: the literal parts are markup, every other string is a text and escaped. Attributes are to be quoted. */
export function html(ours: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(ours.map((literal, index) => `${literal}${write(values[index])}`).join(''));
}

function write(value: HtmlValue): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map((one) => one.markup).join('');
  return escapeHtml(String(value));
}

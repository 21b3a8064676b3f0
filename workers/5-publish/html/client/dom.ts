/** Elements made of text: nothing of a file can become markup. */

export type Content = Node | string | null;

export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...content: readonly Content[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content.filter((part) => part !== null));
  return made;
}

export const FOLD_LENGTH = 160;
const SUMMARY_LENGTH = 90;

/** A text of a file, isolated from the direction of what stands around it, folded where it is long. */
export function isolated(text: string): HTMLElement {
  const characters = text.length > FOLD_LENGTH ? Array.from(text) : [];
  if (characters.length <= FOLD_LENGTH) return element('bdi', {}, text);
  const start = `${characters.slice(0, SUMMARY_LENGTH).join('')}…`;
  return element(
    'details',
    { class: 'long' },
    element('summary', {}, element('bdi', {}, start)),
    element('bdi', {}, text),
  );
}

/** `−1,234,567.89`, as `pageAmount` writes it. */
export function amountText(
  amount: number,
  { thousands, decimal }: { readonly thousands: string; readonly decimal: string },
): string {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${amount < 0 ? '\u2212' : ''}${whole}${decimal}${digits.slice(-2)}`;
}

/** The same without decimals, rounded half away from zero; full where it would round to nothing. */
export function shortAmountText(
  amount: number,
  marks: { readonly thousands: string; readonly decimal: string },
): string {
  const size = Math.abs(amount);
  if (size > 0 && size < 50) return amountText(amount, marks);
  const whole = String(Math.round(size / 100)).replace(/\B(?=(\d{3})+$)/g, marks.thousands);
  return `${amount < 0 ? '\u2212' : ''}${whole}`;
}

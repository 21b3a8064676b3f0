/** The one script of the desk: keys of the queue, and nothing that works without it. */

const list = document.querySelector<HTMLElement>('form.list');
const dialog = document.querySelector<HTMLDialogElement>('#keys');

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('form.list tr.item')];
}

function current(): number {
  return rows().findIndex((row) => row.classList.contains('current'));
}

function go(step: number): void {
  const all = rows();
  const now = current();
  const next = all[now === -1 ? 0 : Math.min(all.length - 1, Math.max(0, now + step))];
  if (next === undefined) return;
  for (const row of all) row.classList.toggle('current', row === next);
  next.querySelector<HTMLElement>('a.open')?.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

function toggle(): void {
  rows()[current()]?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
}

const KEYS: Readonly<Record<string, () => void>> = {
  j: () => {
    go(1);
  },
  k: () => {
    go(-1);
  },
  x: toggle,
  Enter: () => rows()[current()]?.querySelector<HTMLElement>('a.open')?.click(),
  n: () => document.querySelector<HTMLElement>('textarea[name=note]')?.focus(),
  '/': () => document.querySelector<HTMLElement>('input[name=q]')?.focus(),
  '?': () => dialog?.showModal(),
};

/** Whoever types into a field means letters; whoever is on a button or a link means to press it. */
function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (event.key === 'Enter') return target.matches('a, button, input, select, textarea, summary');
  return target.matches('input:not([type=checkbox]), select, textarea') || target.closest('dialog') !== null;
}

if (list !== null) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    const act = KEYS[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  const shown = document.querySelector<HTMLButtonElement>('button.show-keys');
  if (shown !== null) {
    shown.hidden = false;
    shown.addEventListener('click', () => dialog?.showModal());
  }
}

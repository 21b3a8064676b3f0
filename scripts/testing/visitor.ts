/** What an address answered a visitor. */
export interface Visited {
  readonly status: number;
  readonly text: string;
  /** Where it leads to; '' where nowhere. */
  readonly location: string;
}

/**
 * A browser, as far as links and forms go: it keeps the cookies of each host, follows nothing by itself, and sends the
 * token of the form that it was shown. An address without a host is of the one that it was made for.
 */
export class Visitor {
  readonly home: string;
  readonly #jars = new Map<string, Map<string, string>>();

  constructor(home: string) {
    this.home = home;
  }

  /** The cookies of the host that it was made for. */
  get cookies(): Map<string, string> {
    return this.#jarOf(new URL(this.home));
  }

  async get(address: string): Promise<Visited> {
    return this.#ask(address, { method: 'GET' });
  }

  /** Sends a form of a page. */
  async send(page: string, address: string, fields: Readonly<Record<string, string>>): Promise<Visited> {
    const { text } = await this.get(page);
    const token = [...text.matchAll(/name="_csrf" value="([^"]+)"/g)].at(-1)?.[1] ?? '';
    return this.#ask(address, { method: 'POST', body: new URLSearchParams({ _csrf: token, ...fields }) });
  }

  /** Sends a form with files as it is. */
  async post(address: string, body: FormData): Promise<Visited> {
    return this.#ask(address, { method: 'POST', body });
  }

  #jarOf({ host }: URL): Map<string, string> {
    const jar = this.#jars.get(host) ?? new Map<string, string>();
    this.#jars.set(host, jar);
    return jar;
  }

  async #ask(address: string, options: RequestInit): Promise<Visited> {
    const url = new URL(address, this.home);
    const jar = this.#jarOf(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { ...options, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') ?? '' };
  }
}

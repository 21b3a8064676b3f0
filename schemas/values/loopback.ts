/** Every name under which this machine reaches itself, as a URL writes it. */
export const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether a host, as a URL or a configuration writes it, is this machine itself: nobody else can listen. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
}

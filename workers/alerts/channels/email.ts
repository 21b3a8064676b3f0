import { CuadreError } from '../../../schemas/errors.ts';
import type { Secret } from '../../../schemas/values/secret.ts';
import { bodyOf, type Message } from '../message.ts';

const TIMEOUT_MS = 15_000;

/**
 * A message by SMTP, as plain text. Its Message-ID is made of the key, so that a repeat is known by mail programs too.
 * Throws `alert_undelivered` (no connection, a 4yz answer) and `alert_refused` (a 5yz answer, an address or a login
 * that is refused).
 */
export async function sendByMail(smtp: Secret, from: string, to: readonly string[], message: Message): Promise<void> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url: smtp.reveal(),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from,
      to: [...to],
      subject: message.title,
      text: `${bodyOf(message)}\n`,
      messageId: `<${message.key}@${from.split('@')[1] ?? 'cuadre'}>`,
      headers: { 'X-Cuadre-Id': message.key, 'Auto-Submitted': 'auto-generated' },
    });
  } catch (error) {
    throw translated(error);
  } finally {
    transport.close();
  }
}

/** A server's word is told by its number; its text may repeat addresses and is left out. */
function translated(error: unknown): CuadreError {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const status = typeof responseCode === 'number' ? responseCode : null;
  const cause = typeof code === 'string' ? code : 'unknown';
  const refused = status !== null ? status >= 500 : cause === 'EAUTH' || cause === 'EENVELOPE' || cause === 'EMESSAGE';
  return new CuadreError(
    refused ? 'alert_refused' : 'alert_undelivered',
    `the mail was not taken: ${cause}${status === null ? '' : ` ${String(status)}`}`,
    {
      cause,
      status,
    },
  );
}

import { createHmac } from 'node:crypto';
import type { Secret } from '../../../schemas/values/secret.ts';
import { bodyOf, type Message } from '../message.ts';
import { post } from './post.ts';

/**
 * A message as JSON to any program. `X-Cuadre-Signature: v1=<hex>` is the HMAC-SHA256, under the shared secret, of the
 * timestamp (`X-Cuadre-Timestamp`, seconds since 1970), a dot, and the bytes of the body: a receiver recomputes it,
 * refuses an old timestamp, and takes a message of one `id` once.
 */
export async function sendToWebhook(url: Secret, secret: Secret, message: Message, nowMs: number): Promise<void> {
  const body = JSON.stringify({
    version: 1,
    id: message.key,
    type: message.kind,
    tenant: message.tenant,
    settlementDate: message.run.date,
    generation: message.run.generation,
    title: message.title,
    text: bodyOf(message),
    ...message.facts,
  });
  const timestamp = String(Math.floor(nowMs / 1000));
  await post(url, body, {
    'x-cuadre-id': message.key,
    'x-cuadre-timestamp': timestamp,
    'x-cuadre-signature': `v1=${signature(secret, timestamp, body)}`,
  });
}

export function signature(secret: Secret, timestamp: string, body: string): string {
  return createHmac('sha256', secret.reveal()).update(`${timestamp}.${body}`).digest('hex');
}

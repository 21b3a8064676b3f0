import { createHmac } from 'node:crypto';
import { CuadreError } from '../../../schemas/errors.ts';
import { Secret } from '../../../schemas/values/secret.ts';
import { bodyOf, cutToBytes, type Message } from '../message.ts';
import { post } from './post.ts';

/** Texts are sent as texts: nothing that a file brought in is taken for a mention, a link or markup. */

/** Slack cuts a longer text (documentation of `chat.postMessage`: 40,000 characters). */
const SLACK_BYTES_MAX = 30_000;

/**
 * An incoming webhook of Slack. `&`, `<` and `>` are all that its texts escape (documentation "Formatting text for app
 * surfaces").
 */
export async function sendToSlack(url: Secret, message: Message): Promise<void> {
  const plain = cutToBytes(`${message.title}\n\n${bodyOf(message)}`, SLACK_BYTES_MAX);
  const text = plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  await post(url, JSON.stringify({ text, mrkdwn: false, unfurl_links: false, unfurl_media: false }));
}

/** A robot of DingTalk takes 20,000 bytes. */
const DINGTALK_BYTES_MAX = 18_000;

/**
 * A custom robot of DingTalk; with a secret the URL is signed: base64 of HMAC-SHA256 over `<milliseconds>\n<secret>`
 * (documentation of custom robots, "Security settings").
 */
export async function sendToDingtalk(
  url: Secret,
  secret: Secret | null,
  message: Message,
  nowMs: number,
): Promise<void> {
  const content = cutToBytes(`${message.title}\n\n${bodyOf(message)}`, DINGTALK_BYTES_MAX);
  const answer = await post(signedUrl(url, secret, nowMs), JSON.stringify({ msgtype: 'text', text: { content } }));
  assertTaken(answer.text, DINGTALK_BUSY);
}

export function signedUrl(url: Secret, secret: Secret | null, nowMs: number): Secret {
  if (secret === null) return url;
  const timestamp = String(nowMs);
  const sign = createHmac('sha256', secret.reveal()).update(`${timestamp}\n${secret.reveal()}`).digest('base64');
  const signed = new URL(url.reveal());
  signed.searchParams.set('timestamp', timestamp);
  signed.searchParams.set('sign', sign);
  return new Secret(signed.toString());
}

/** A robot of WeCom takes texts of 2,048 bytes. */
const WECOM_BYTES_MAX = 2_000;

/** A group robot of WeCom. */
export async function sendToWecom(url: Secret, message: Message): Promise<void> {
  const content = cutToBytes(`${message.title}\n\n${bodyOf(message)}`, WECOM_BYTES_MAX);
  const answer = await post(url, JSON.stringify({ msgtype: 'text', text: { content } }));
  assertTaken(answer.text, WECOM_BUSY);
}

/** Sent too fast, or the service is busy: later it may do. */
const DINGTALK_BUSY: ReadonlySet<number> = new Set([-1, 130_101, 410_100]);
const WECOM_BUSY: ReadonlySet<number> = new Set([-1, 45_009, 45_033]);

/** Both answer 200 whatever became of the message; `errcode` tells. */
function assertTaken(text: string, busy: ReadonlySet<number>): void {
  const code = errcodeOf(text);
  if (code === 0) return;
  throw new CuadreError(
    code !== null && busy.has(code) ? 'alert_undelivered' : 'alert_refused',
    `the robot answered errcode ${String(code)}`,
    {
      errcode: code,
    },
  );
}

function errcodeOf(text: string): number | null {
  try {
    const answer = JSON.parse(text) as unknown;
    const code = typeof answer === 'object' && answer !== null && 'errcode' in answer ? answer.errcode : null;
    return typeof code === 'number' ? code : null;
  } catch {
    return null;
  }
}

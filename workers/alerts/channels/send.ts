import type { Destination } from '../../../schemas/config/notify.ts';
import type { Message } from '../message.ts';
import { sendToDingtalk, sendToSlack, sendToWecom } from './chat.ts';
import { sendByMail } from './email.ts';
import { sendToWebhook } from './webhook.ts';

/** Brings a message to where a channel says. Throws `alert_undelivered` and `alert_refused`. */
export async function send(to: Destination, message: Message, nowMs: number): Promise<void> {
  switch (to.kind) {
    case 'email':
      return sendByMail(to.smtp, to.from, to.recipients, message);
    case 'webhook':
      return sendToWebhook(to.url, to.secret, message, nowMs);
    case 'slack':
      return sendToSlack(to.url, message);
    case 'dingtalk':
      return sendToDingtalk(to.url, to.secret, message, nowMs);
    case 'wecom':
      return sendToWecom(to.url, message);
  }
}

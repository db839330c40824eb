import { CloudEvent, HTTP, type Message } from 'cloudevents';
import type { Notification } from './notification.ts';
import type { Receiver } from './receivers.ts';

/** The HTTP message of a notification. Either form is a CloudEvent 1.0: the body, or the headers. */
export function messageFor({ format }: Pick<Receiver, 'format'>, notification: Notification): Message {
  const { id, time, event, run, cluster, text, data } = notification;
  const attributes = {
    id,
    time,
    type: `esg_recycler.${event}`,
    source: `/esg-recycler/clusters/${encodeURIComponent(cluster)}`,
    subject: run,
    datacontenttype: 'application/json',
  };
  return format === 'chat'
    ? HTTP.binary(new CloudEvent({ ...attributes, data: { text } }))
    : HTTP.structured(new CloudEvent({ ...attributes, text, data }));
}

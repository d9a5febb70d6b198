/** Reads the XML inside a message that is no app message into plain fields (protocol.md 6.5). */
import { asText } from './loose.ts';
import { integerOf, type Parsed, parseMessage, positive, present, wireText } from './parsed-message.ts';

const size = (message: Parsed) => ({
  width: positive(message.wire.ImgWidth),
  height: positive(message.wire.ImgHeight),
});

export const image = (message: Parsed) =>
  present({
    ...size(message),
    bytes: positive(message.xml('/img/@length')),
    originalBytes: positive(message.xml('/img/@hdlength')),
  });

export const voice = (message: Parsed) =>
  present({
    durationMs: positive(message.wire.VoiceLength) ?? positive(message.xml('/voicemsg/@voicelength')),
    bytes: positive(message.xml('/voicemsg/@length')),
  });

export const video = (message: Parsed) =>
  present({
    durationS: positive(message.wire.PlayLength) ?? positive(message.xml('/videomsg/@playlength')),
    ...size(message),
    bytes: positive(message.xml('/videomsg/@length')),
  });

/** A request or card: the JSON part is there for every account, the XML part may be fuller. */
export function person(message: Parsed) {
  const info = (message.wire.RecommendInfo ?? {}) as Record<string, unknown>;
  const own = (name: string) => (typeof info[name] === 'string' ? info[name] : undefined);
  return present({
    userName: own('UserName') || message.xml('/@username') || message.xml('/@encryptusername'),
    nickName: own('NickName') || message.xml('/@nickname') || message.xml('/@fromnickname'),
    alias: own('Alias') || message.xml('/@alias'),
    greeting: own('Content') || message.xml('/@content'),
    scene: integerOf(info.Scene) ?? integerOf(message.xml('/@scene')),
    province: own('Province'),
    city: own('City'),
  });
}

/** Plain stickers have game type 0; 1 and 2 are rock-paper-scissors and dice, whose content is the result. */
export const emoticon = (message: Parsed) =>
  present({
    md5: message.xml('/emoji/@md5'),
    bytes: positive(message.xml('/emoji/@len')),
    width: positive(message.xml('/emoji/@width')) ?? positive(message.wire.ImgWidth),
    height: positive(message.xml('/emoji/@height')) ?? positive(message.wire.ImgHeight),
    product: message.xml('/emoji/@productid'),
    game: positive(message.xml('/gameext/@type')),
    result: positive(message.xml('/gameext/@content')),
  });

/** Coordinates come in the original XML, or in the link to a map. */
export function location(message: Parsed) {
  const original = parseMessage(message.wire, asText(message.wire.OriContent) || message.content);
  const attribute = (name: string) => original.xml(`/location/@${name}`);
  const url = wireText(message, 'Url');
  const coordinates = /[?&]coord=(-?[\d.]+)(?:,|%2C)(-?[\d.]+)/i.exec(url ?? '');
  const decimal = (text: string | undefined) =>
    text === undefined || text === '' ? undefined : Number(text);
  return present({
    label: attribute('label') || message.text.split(/:?\n/)[0],
    poi: attribute('poiname'),
    latitude: decimal(attribute('x') ?? coordinates?.[1]),
    longitude: decimal(attribute('y') ?? coordinates?.[2]),
    scale: integerOf(attribute('scale')),
    url,
  });
}

const notifyCodes: Readonly<Record<number, string>> = {
  1: 'read',
  2: 'entered-chat',
  3: 'started',
  4: 'synced-chats',
  5: 'left-chat',
};

export function statusNotify(message: Parsed) {
  const code = integerOf(message.wire.StatusNotifyCode);
  const users = (wireText(message, 'StatusNotifyUserName') ?? '').split(',').filter((name) => name !== '');
  return present({ code, means: notifyCodes[code ?? -1], users: users.length > 0 ? users : undefined });
}

/** Type and text of a system XML such as a nudge or a to-do. */
export const systemXml = (message: Parsed) =>
  present({
    type: message.xml('/sysmsg/@type'),
    template:
      message.xml('/sysmsg/pat/template') ?? message.xml('/sysmsg/sysmsgtemplate/content_template/template'),
    from: message.xml('/sysmsg/pat/fromusername'),
    to: message.xml('/sysmsg/pat/pattedusername'),
  });

/** Decoding as Go does: what is missing or null is left empty, one value of another type loses the whole reply. */

type Spec = 'int' | 'string' | { readonly [name: string]: Spec } | readonly [Spec];

/** The value again. Throws where something in it is of another type. */
export function strict<T>(value: unknown, spec: Spec, where = ''): T {
  if (value === undefined || value === null) return value as T;
  if (spec === 'int' || spec === 'string') {
    const isInteger = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
    if (spec === 'int' ? !isInteger : typeof value !== 'string')
      throw new TypeError(`cannot unmarshal ${typeof value} into ${where} of type ${spec}`);
  } else if (Array.isArray(spec)) {
    if (!Array.isArray(value)) throw new TypeError(`cannot unmarshal ${typeof value} into ${where}, a slice`);
    for (const item of value) strict(item, spec[0] as Spec, `${where}[]`);
  } else {
    if (typeof value !== 'object') throw new TypeError(`cannot unmarshal ${typeof value} into ${where}`);
    for (const [name, inner] of Object.entries(spec))
      strict((value as Record<string, unknown>)[name], inner, `${where}.${name}`);
  }
  return value as T;
}

const of = (type: Spec, ...names: string[]): Record<string, Spec> =>
  Object.fromEntries(names.map((name) => [name, type]));

const member = {
  ...of('int', 'Uin', 'AttrStatus', 'MemberStatus'),
  ...of('string', 'UserName', 'NickName', 'PYInitial', 'PYQuanPin', 'RemarkPYInitial', 'RemarkPYQuanPin'),
  ...of('string', 'DisplayName', 'KeyWord'),
};
export const user = {
  ...member,
  ...of(
    'int',
    'ContactFlag',
    'MemberCount',
    'HideInputBarFlag',
    'Sex',
    'VerifyFlag',
    'OwnerUin',
    'StarFriend',
  ),
  ...of('int', 'AppAccountFlag', 'Statues', 'SnsFlag', 'UniFriend', 'ChatRoomId', 'IsOwner', 'HeadImgFlag'),
  ...of('string', 'HeadImgUrl', 'RemarkName', 'Signature', 'Province', 'City', 'Alias', 'EncryChatRoomId'),
  MemberList: [member] as const,
};
export const base = { BaseResponse: { Ret: 'int', ErrMsg: 'string' } } as const;
export const syncKey = { Count: 'int', List: [{ Key: 'int', Val: 'int' }] } as const;
export const message = {
  ...of('string', 'MsgId', 'FromUserName', 'ToUserName', 'Content', 'FileName', 'FileSize', 'MediaId', 'Url'),
  ...of('string', 'StatusNotifyUserName', 'Ticket', 'OriContent', 'EncryFileName'),
  ...of('int', 'MsgType', 'Status', 'ImgStatus', 'CreateTime', 'VoiceLength', 'PlayLength', 'AppMsgType'),
  ...of(
    'int',
    'StatusNotifyCode',
    'ForwardFlag',
    'HasProductId',
    'ImgHeight',
    'ImgWidth',
    'SubMsgType',
    'NewMsgId',
  ),
  RecommendInfo: {
    ...of('string', 'UserName', 'NickName', 'Province', 'City', 'Content', 'Signature', 'Alias', 'Ticket'),
    ...of('int', 'QQNum', 'Scene', 'VerifyFlag', 'AttrStatus', 'Sex', 'OpCode'),
  },
  AppInfo: { AppID: 'string', Type: 'int' },
} as const;

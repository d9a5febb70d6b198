/** How the values of WeChat Web look (protocol.md 1.3). */
export const formats = {
  uuid: /^[A-Za-z0-9_-]{10}==$/,
  /** A uuid in 2013; base64url of 18 bytes and a suffix since. */
  ticket: /^(?:[A-Za-z0-9_-]{16,24}@qrticket_0|[0-9a-f]{32}|[A-Za-z0-9_-]{20,40})$/,
  unixSeconds: /^\d{10}$/,
  skey: /^@crypt_[0-9a-f]{8}_[0-9a-f]{32}$/,
  sid: /^[A-Za-z0-9+/]{16}$/,
  uin: /^\d{1,10}$/,
  passTicket: /^(?:[A-Za-z0-9]|%2[BbFf]|%3[Dd]|[+/=])+$/,
  dataTicket: /^[A-Za-z0-9+/=]{24,}$/,
  webwxuvid: /^[0-9a-f]{96}$/,
  base64: /^[A-Za-z0-9+/]+={0,2}$/,
  syncKey: /^\d+_\d+(?:\|\d+_\d+)*$/,
  /** A person, an official account or the account itself; well-known accounts go by name. */
  userName: /^(?:@@?[0-9a-z]{32,}|\d+@chatroom|@?[A-Za-z][A-Za-z0-9_-]*(?:@\w+)?)$/,
  room: /^(?:@@|.*@chatroom$)/,
  messageId: /^\d{1,20}$/,
  mediaId: /^@crypt_[0-9a-f]{8}_[0-9a-f]+$/,
} as const;

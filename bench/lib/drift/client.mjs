/** A small client of the simulated backend, in the habits of any real one, whose exchanges are a recording. */

/**
 * Ways in which clients differ and no server minds (each as one of the real ones does it).
 * @typedef {{ uin?: 'number' | 'text', device?: 'each' | 'one' | 'none', keys?: 'usual' | 'sorted', contentType?: string | null,
 *   localId?: 'text' | 'number', rr?: 'ms' | 's' | 'text', r?: 'ms' | 's' | 'none', ticket?: 'twice' | 'once' | 'none',
 *   scene?: boolean, underscore?: boolean, redeem?: string, method?: 'GET' | 'POST', batch?: 'room' | 'encry' | 'bare',
 *   overlap?: boolean, headers?: Record<string, string>, notifies?: number, tip?: boolean, pictures?: boolean }} Habits
 */

export const usual = Object.freeze({
  uin: 'text',
  device: 'each',
  keys: 'usual',
  contentType: 'application/json;charset=UTF-8',
});

/** @param {any} lib what `lib/drift/library.mjs` gives */
export class Client {
  constructor(lib, backend, { clock, seed = 1, habits = usual, host = 'wx.qq.com' } = {}) {
    this.lib = lib;
    this.clock = clock ?? new lib.VirtualClock(lib.noon);
    this.effects = lib.inProcess(backend, this.clock, { seed });
    this.habits = { ...usual, ...habits };
    this.host = host;
    this.session = {};
    this.exchanges = [];
    this.jar = new Map();
    this.device = `e${String(seed).padEnd(15, '7').slice(0, 15)}`;
    this.rows = new Map(lib.wechat.endpoints.map((row) => [row.name, row]));
    this.hosts = {};
  }

  hostOf(role) {
    const family = this.lib.familyOf(this.host);
    const derived = { main: family.main, login: family.login, file: family.file, push: family.push };
    return (
      this.hosts[role] ??
      derived[role] ??
      { qr: 'login.weixin.qq.com', report: 'support.weixin.qq.com' }[role]
    );
  }

  /** Sends the request that the row describes, in the habits of this client. */
  async ask(name, input = {}, { headers = {}, host, edit } = {}) {
    const row = this.rows.get(name);
    const request = this.lib.fillRequest(row, {
      protocol: this.lib.wechat,
      host: host ?? this.hostOf(row.host),
      input,
      session: this.session,
      now: this.clock.now(),
      random: this.effects.random,
      headers,
    });
    const changed = this.#habitual(request, row);
    return this.send(edit ? edit(changed) : changed, row);
  }

  #habitual(request, row) {
    const { habits } = this;
    let { url, body, headers, method } = request;
    if (habits.ticket === 'once')
      url = url.replace(/pass_ticket=([^&]*)/, (_, value) => `pass_ticket=${decodeURIComponent(value)}`);
    if (habits.ticket === 'none') url = url.replace(/&?pass_ticket=[^&]*/, '');
    if (habits.underscore === false) url = url.replace(/&_=\d+/, '');
    if (habits.r === 's') url = url.replace(/([?&]r=)(\d{10})\d{3}/, '$1$2');
    if (row.name === 'webwxgetcontact' && habits.method === 'POST') {
      method = 'POST';
      body = this.lib.Body.ofText('{}');
    }
    if (row.body?.codec === 'json' && body) {
      const value = this.lib.parseLossless(body.text());
      if (value.BaseRequest) this.#base(value.BaseRequest);
      if (value.Msg && habits.localId === 'number')
        for (const key of ['LocalID', 'ClientMsgId'])
          value.Msg[key] = Number(String(value.Msg[key]).slice(0, 14));
      if (habits.scene === false) delete value.Scene;
      if (value.rr !== undefined)
        value.rr = {
          ms: value.rr,
          s: -Math.floor(this.clock.now() / 1000),
          text: String(Math.abs(value.rr)),
        }[habits.rr ?? 'ms'];
      const keys = habits.keys === 'sorted' ? Object.keys(value).sort() : Object.keys(value);
      body = this.lib.Body.ofText(
        this.lib.stringifyLossless(Object.fromEntries(keys.map((key) => [key, value[key]]))),
      );
      headers = headers.filter(([key]) => key.toLowerCase() !== 'content-type');
      if (habits.contentType !== null) headers = [...headers, ['Content-Type', habits.contentType]];
    }
    return {
      ...request,
      method,
      url,
      headers: [...headers, ...Object.entries(habits.headers ?? {})],
      ...(body && { body }),
    };
  }

  #base(base) {
    const { uin, device } = this.habits;
    base.Uin = uin === 'number' ? Number(base.Uin) : String(base.Uin);
    if (device === 'none') delete base.DeviceID;
    if (device === 'one') base.DeviceID = this.device;
  }

  /** Any request at all, with the cookies that its host gets. */
  raw(method, url, headers = []) {
    return this.send({ method, url, headers });
  }

  async send(request, row) {
    const host = this.lib.splitUrl(request.url).host;
    const cookies = [...this.jar].filter(([, { domain }]) => host === domain || host.endsWith(`.${domain}`));
    const line = cookies.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const headers = line === '' ? request.headers : [...request.headers, ['Cookie', line]];
    const exchange = await this.effects.send({ ...request, headers });
    this.exchanges.push(exchange);
    for (const { name, value, attributes } of this.lib.parseSetCookies(exchange.response?.headers ?? []))
      this.jar.set(name, { value, domain: (attributes.domain ?? host).replace(/^\./, '') });
    const codec = (row ?? this.rows.get('webwxnewloginpage')).reply.codec;
    const decoded = exchange.response?.body && this.lib.codecs[codec].decode(exchange.response.body);
    return (pointer) => (decoded?.ok ? this.lib.at(decoded.value, pointer) : undefined);
  }

  // ---- a login, step by step

  async code(redirect = `https://${this.host}/cgi-bin/mmwebwx-bin/webwxnewloginpage`) {
    const got = await this.ask('jslogin', { redirectUri: redirect });
    this.session.uuid = got('/window.QRLogin.uuid');
    if (this.habits.pictures !== false) await this.ask('qrcode');
  }

  /** Polls until the phone has decided; the last code. */
  async poll() {
    for (let tip = this.habits.tip === false ? '0' : '1'; ; tip = '0') {
      const got = await this.ask('login', { tip });
      const uri = got('/window.redirect_uri');
      if (typeof uri === 'string') {
        this.session.redirectUri = uri;
        this.lib.wechat.derive(this.session);
        this.host = this.lib.splitUrl(uri).host;
        return 200;
      }
      const code = got('/window.code');
      if (code !== 408 && code !== 201) return code;
    }
  }

  async redeem(headers = []) {
    const more = this.habits.redeem ?? '&fun=new&version=v2';
    const got = await this.raw('GET', `${this.session.redirectUri}${more}`, headers);
    const values = { sid: 'wxsid', uin: 'wxuin', skey: 'skey', passTicket: 'pass_ticket' };
    for (const [key, element] of Object.entries(values))
      this.session[key] = got(`/error/${element}`) || undefined;
    this.session.dataTicket = this.jar.get('webwx_data_ticket')?.value;
    return this.session.sid !== undefined;
  }

  async init() {
    const got = await this.ask('webwxinit');
    this.session.userName = got('/User/UserName');
    this.session.syncKey = got('/SyncKey');
    this.chats = (got('/ContactList') ?? []).map(({ UserName, EncryChatRoomId }) => ({
      UserName,
      EncryChatRoomId,
    }));
    return got('/BaseResponse/Ret');
  }

  /** Up to the session; false where the login ends before. */
  async login({ headers = [] } = {}) {
    await this.code();
    if ((await this.poll()) !== 200) return false;
    if (!(await this.redeem(headers))) return false;
    return (await this.init()) === 0;
  }

  notify() {
    return this.ask('webwxstatusnotify', { code: 3, to: this.session.userName });
  }

  contacts() {
    return this.ask('webwxgetcontact', { seq: '0' });
  }

  batch() {
    const rooms = (this.chats ?? []).filter(({ UserName }) => String(UserName).startsWith('@@')).slice(0, 50);
    const list = rooms.map(({ UserName, EncryChatRoomId }) =>
      this.habits.batch === 'bare'
        ? { UserName }
        : this.habits.batch === 'encry'
          ? { UserName, EncryChatRoomId }
          : { UserName, ChatRoomId: '' },
    );
    return this.ask('webwxbatchgetcontact', { count: list.length, list });
  }

  /** What clients do first in a session: one after the other, or all at once. */
  async settle() {
    const calls = [() => this.notify(), () => this.contacts(), () => this.batch()];
    for (let more = 1; more < (this.habits.notifies ?? 1); more++) calls.push(() => this.notify());
    if (this.habits.overlap) await Promise.all(calls.map((call) => call()));
    else for (const call of calls) await call();
  }

  async check(options) {
    const got = await this.ask('synccheck', {}, options);
    return { retcode: got('/window.synccheck/retcode'), selector: got('/window.synccheck/selector') };
  }

  async pull() {
    const got = await this.ask('webwxsync');
    const [syncKey, checkKey] = [got('/SyncKey'), got('/SyncCheckKey')];
    if (syncKey?.Count > 0) this.session.syncKey = syncKey;
    if (checkKey?.Count > 0) this.session.syncCheckKey = checkKey;
    return got('/AddMsgList') ?? [];
  }

  /** Follows the session for so long, or until it is closed. */
  async follow(ms) {
    const end = this.clock.now() + ms;
    const messages = [];
    while (this.clock.now() < end) {
      const { retcode, selector } = await this.check();
      if (retcode !== '0') {
        this.isClosed = true;
        break;
      }
      if (selector !== '0') messages.push(...(await this.pull()));
    }
    return messages;
  }

  say(text, to = 'filehelper', edit) {
    const scene = this.habits.scene === false ? {} : { scene: 0 };
    return this.ask('webwxsendmsg', { type: 1, text, to, ...scene }, { edit });
  }

  upload(size, { edit, chunked = false } = {}) {
    const file = {
      filename: 'a.bin',
      type: 'application/octet-stream',
      bytes: this.lib.Body.ofBytes(new Uint8Array(size).fill(65)),
    };
    const input = {
      fileId: 'WU_FILE_0',
      fileName: 'a.bin',
      mime: 'application/octet-stream',
      modified: 'Mon May 04 2026',
      size,
      mediaType: 'doc',
      to: 'filehelper',
      md5: '0'.repeat(32),
      file,
      ...(chunked && { chunks: 1, chunk: 0 }),
    };
    return this.ask('webwxuploadmedia', input, { edit });
  }
}

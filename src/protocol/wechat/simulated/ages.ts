/** The changes that WeChat Web went through, as switches of the simulated backend (protocol.md 10). */
import type { Fields } from '../../codec/values.ts';
import { Filled } from '../../filled.ts';

/** `lasting`: true ever since. `incident`: met by some accounts at some time, so only on request. `client`: none of the server's doing. */
type Sort = 'lasting' | 'incident' | 'client';

/** How replies of some rows differ on the other side of a change. */
interface Rewrite {
  readonly rows: readonly string[];
  /** Which side is rewritten: replies are made as of today. */
  readonly side: 'before' | 'after';
  /** Changes the fields of a reply in place; those that it is not given are blank. */
  apply(reply: Fields): void;
}

export interface Change {
  readonly id: string;
  /** ISO date, the earliest that is known. */
  readonly when: string;
  readonly says: string;
  readonly sort: Sort;
  /** True where a recording of the simulated backend shows it, otherwise why it cannot. */
  readonly visible: true | string;
  readonly rewrite?: Rewrite;
}

const drop =
  (...keys: readonly string[]) =>
  (reply: Fields): void => {
    for (const key of keys) reply[key] = undefined;
  };
/** The items themselves may be those of other replies too. */
const each =
  (list: string, change: (item: Fields) => void) =>
  (reply: Fields): void => {
    const items = reply[list];
    if (!Array.isArray(items)) return;
    reply[list] = (items as Filled[]).map((item) => {
      const fields = { ...item.fields };
      change(fields);
      return new Filled(item.shape, fields);
    });
  };
const lasting = { sort: 'lasting', visible: true } as const;
const incident = { sort: 'incident', visible: true } as const;
const client = (visible: string) => ({ sort: 'client', visible }) as const;

export const changes: readonly Change[] = [
  {
    id: 'D1',
    when: '2016-02-01',
    says: 'synccheck on the push host of another family is closed',
    ...lasting,
  },
  {
    id: 'D2',
    when: '2016-11-01',
    says: 'webwxsync replies carry SyncCheckKey',
    ...lasting,
    rewrite: { rows: ['webwxsync'], side: 'before', apply: drop('SyncCheckKey') },
  },
  {
    id: 'D3',
    when: '2016-03-01',
    says: 'synccheck announces news for ever to who sends it the SyncKey',
    ...incident,
  },
  { id: 'D4', when: '2016-10-11', says: 'file and push hosts take the name of the main host', ...lasting },
  // Some clients never sent Scene and went on working, so this is not everybody's rule.
  { id: 'D5', when: '2016-10-15', says: 'a message without Scene is refused', ...incident },
  { id: 'D6', when: '2016-10-20', says: 'bursts of 503 from the push and main hosts', ...incident },
  { id: 'D7', when: '2016-11-01', says: 'uploads need UploadType 2; webwxcheckupload answers', ...lasting },
  {
    id: 'D8',
    when: '2017-02-06',
    says: 'push login, recall, login code 202, IsOwner',
    ...lasting,
    rewrite: {
      rows: ['webwxinit', 'webwxgetcontact', 'webwxbatchgetcontact'],
      side: 'before',
      apply: (reply) => {
        each('ContactList', drop('IsOwner'))(reply);
        each('MemberList', drop('IsOwner'))(reply);
      },
    },
  },
  { id: 'D9', when: '2017-02-25', says: 'contacts come in pages; SceneList is a list', ...lasting },
  {
    id: 'D10',
    when: '2017-05-10',
    says: 'synccheck answers with bytes that are no HTTP when a friend writes',
    ...incident,
  },
  {
    id: 'D11',
    when: '2017-05-20',
    says: 'bots ask for contacts by GET',
    ...client('the server takes GET and POST alike'),
  },
  {
    id: 'D12',
    when: '2017-06-22',
    says: 'accounts are refused with 1203: the environment is abnormal',
    ...incident,
  },
  { id: 'D13', when: '2017-12-01', says: 'accounts are refused with 1203: no longer allowed', ...incident },
  {
    id: 'D14',
    when: '2017-11-03',
    says: 'a bot computes r otherwise',
    ...client('the server does not look at r'),
  },
  {
    id: 'D15',
    when: '2017-12-20',
    says: 'messages and uploads carry EncryFileName; downloads ask by encryfilename',
    ...lasting,
    rewrite: {
      rows: ['webwxsync', 'webwxuploadmedia', 'webwxcheckupload'],
      side: 'before',
      apply: (reply) => {
        drop('EncryFileName')(reply);
        each('AddMsgList', drop('EncryFileName', 'OriContent'))(reply);
      },
    },
  },
  {
    id: 'D16',
    when: '2018-09-01',
    says: 'webwxcreatechatroom answers without BaseResponse',
    ...incident,
    rewrite: { rows: ['webwxcreatechatroom'], side: 'after', apply: drop('BaseResponse') },
  },
  { id: 'D17', when: '2019-05-15', says: 'redirect_uri keeps mod=desktop', ...lasting },
  { id: 'D18', when: '2019-07-01', says: 'older accounts are refused with 1203', ...incident },
  {
    id: 'D19',
    when: '2021-04-16',
    says: 'refused accounts pass with client-version and extspam',
    ...lasting,
  },
  {
    id: 'D20',
    when: '2021-05-14',
    says: 'webwxnewloginpage refuses with a 301 without Location',
    ...incident,
  },
  { id: 'D21', when: '2021-06-01', says: 'calls with an empty Skey are accepted', ...lasting },
  { id: 'D22', when: '2021-09-16', says: 'wxuin above 2^31', ...lasting },
  { id: 'D23', when: '2021-10-01', says: 'AttrStatus above 2^31', ...lasting },
  { id: 'D24', when: '2021-12-21', says: 'logins with extspam get no wxsid', ...incident },
  { id: 'D25', when: '2022-01-20', says: 'webwxnewloginpage refuses with a web page', ...incident },
  {
    id: 'D26',
    when: '2022-03-01',
    says: "the page's telemetry has a hook",
    ...client("in the page's script only"),
  },
  { id: 'D27', when: '2022-07-13', says: 'the extspam token of before is refused with 1203', ...incident },
  {
    id: 'D28',
    when: '2023-02-20',
    says: 'bots send version=v2 and skey',
    ...client('the server does not insist on either'),
  },
  { id: 'D29', when: '2023-02-25', says: 'sessions of bots end with 1101 after three hours', ...incident },
  {
    id: 'D30',
    when: '2023-04-13',
    says: 'webwxsync gives a SyncKey of Count 0 when there is nothing new',
    ...incident,
    rewrite: {
      rows: ['webwxsync'],
      side: 'after',
      apply: (reply) => {
        const counts = [reply.AddMsgCount, reply.ModContactCount, reply.DelContactCount];
        if (counts.every((count = 0) => count === 0)) reply.SyncKey = { Count: 0, List: [] };
      },
    },
  },
  { id: 'D31', when: '2023-04-20', says: 'nudges are worded with spaces around the verb', ...lasting },
  {
    id: 'D32',
    when: '2023-05-01',
    says: 'the XML of links declares another charset than it has',
    ...incident,
  },
  { id: 'D33', when: '2023-10-01', says: 'webwxinit answers Ret 1 for a new account', ...incident },
  {
    id: 'D34',
    when: '2023-11-20',
    says: 'webwxnewloginpage refuses with a web page in the newer wording',
    ...incident,
  },
  { id: 'D35', when: '2023-12-01', says: 'a file above 512 KiB in one piece gets no MediaId', ...lasting },
  { id: 'D36', when: '2024-04-21', says: 'maps are linked at apis.map, before at api.map', ...lasting },
  { id: 'D37', when: '2024-08-01', says: 'a message to oneself is refused with 1204', ...lasting },
  {
    id: 'D38',
    when: '2025-01-09',
    says: 'desktop logins are closed with 1102 at the first synccheck',
    ...incident,
  },
];

export type Switches = Readonly<Record<string, boolean | undefined>>;

/** Which changes are in force. */
export class Ages {
  readonly #on: ReadonlySet<string>;
  readonly #rewrites = new Map<string, Rewrite['apply'][]>();

  /** `date` (ISO): lasting changes up to it; without one, all. `switches` decide single rows, whatever the date. */
  constructor(date: string | undefined, switches: Switches = {}) {
    const isOn = ({ id, sort, when }: Change): boolean =>
      switches[id] ?? (sort === 'lasting' && (date === undefined || when <= date));
    this.#on = new Set(changes.filter(isOn).map(({ id }) => id));
    for (const { id, rewrite } of changes) {
      if (!rewrite || (rewrite.side === 'after') !== this.#on.has(id)) continue;
      for (const row of rewrite.rows)
        this.#rewrites.set(row, [...(this.#rewrites.get(row) ?? []), rewrite.apply]);
    }
  }

  has(id: string): boolean {
    return this.#on.has(id);
  }

  /** The changes in force, in the order of the table. */
  get ids(): readonly string[] {
    return [...this.#on];
  }

  /** Makes a reply as it was on this side of the changes. */
  rewrite(row: string, reply: Fields): void {
    for (const apply of this.#rewrites.get(row) ?? []) apply(reply);
  }
}

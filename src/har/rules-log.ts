/** Rules on what a recording says about itself. */
import { type Finding, found, type LogRule, nothing } from './rule.ts';
import { isObject, type JsonObject, listAt, stringAt } from './values.ts';

export const logRules: readonly LogRule[] = [
  {
    id: 'semantic/version-unknown',
    level: 'error',
    says: 'there are HAR 1.1, 1.2 and 1.3',
    example: { '/version': '9.9' },
    check: ({ version }) =>
      typeof version === 'string' && !/^(1\.[123])?$/.test(version.trim())
        ? found('/version', `there is no HAR ${version.slice(0, 20)}`)
        : nothing,
    repair: (log) => {
      log.version = '1.2';
    },
  },
  {
    id: 'semantic/page-id-repeated',
    level: 'error',
    says: 'each page has an id of its own',
    example: {
      '/pages': ['page_1', 'page_1'].map((id) => ({
        id,
        startedDateTime: '2020-01-01T00:00:00Z',
        title: '',
        pageTimings: {},
      })),
    },
    check: (log) =>
      repeatedPages(log).map(({ index, id }) => ({
        where: `/pages/${index}/id`,
        message: `another page has the id ${JSON.stringify(id.slice(0, 60))}`,
      })),
    repair: (log) => {
      const taken = new Set(pageIds(log));
      for (const { page, id } of repeatedPages(log)) {
        let number = 2;
        while (taken.has(`${id}-${number}`)) number++;
        page.id = `${id}-${number}`;
        taken.add(page.id as string);
      }
    },
  },
  {
    id: 'quirk/version-other',
    level: 'quirk',
    says: 'the version is not 1.2; what is written is mostly the same',
    example: { '/version': '1.1' },
    check: ({ version }) =>
      version === undefined || (typeof version === 'string' && /^(1\.[13])?$/.test(version.trim()))
        ? found('/version', `the version is ${JSON.stringify(version ?? null)}`)
        : nothing,
    repair: (log) => {
      log.version = '1.2';
    },
  },
  {
    id: 'quirk/creator-text',
    level: 'quirk',
    says: 'the creator is a name without version, or missing',
    example: { '/creator': 'some tool' },
    check: ({ creator }) => (isObject(creator) ? nothing : found('/creator', 'the creator is no object')),
    repair: (log) => {
      log.creator = { name: stringAt(log, 'creator') ?? 'unknown', version: '' };
    },
  },
  {
    id: 'quirk/pages-null',
    level: 'quirk',
    says: 'pages is null where there are none',
    example: { '/pages': null },
    check: (log) => (log.pages === null ? found('/pages', 'pages is null') : nothing),
    repair: (log) => {
      delete log.pages;
    },
  },
  {
    id: 'quirk/page-timings',
    level: 'quirk',
    says: 'a time of a page that was not measured is -1 or left out, not null or text',
    example: {
      '/pages': [
        { id: 'p', startedDateTime: '2020-01-01T00:00:00Z', title: '', pageTimings: { onLoad: null } },
      ],
    },
    check: (log) =>
      oddPageTimings(log).map(({ where }) => ({ where, message: 'a time of the page is no number' })),
    repair: (log) => {
      for (const { holder, key } of oddPageTimings(log)) holder[key] = -1;
    },
  },
  {
    id: 'quirk/keys-late',
    level: 'quirk',
    says: 'something about the recording stands behind its entries',
    example: {},
    check: (_log, { late }) =>
      late.length > 0 ? found('', `behind the entries: ${late.slice(0, 5).join(', ')}`) : nothing,
  },
];

function pageIds(log: JsonObject): string[] {
  return (listAt(log, 'pages') ?? []).flatMap((page) => stringAt(page, 'id') ?? []);
}

function repeatedPages(log: JsonObject): { index: number; page: JsonObject; id: string }[] {
  const seen = new Set<string>();
  return (listAt(log, 'pages') ?? []).flatMap((page, index) => {
    const id = stringAt(page, 'id');
    if (id === undefined || !isObject(page)) return [];
    if (seen.has(id)) return [{ index, page, id }];
    seen.add(id);
    return [];
  });
}

function oddPageTimings(log: JsonObject): (Finding & { holder: JsonObject; key: string })[] {
  return (listAt(log, 'pages') ?? []).flatMap((page, index) => {
    const holder = isObject(page) && isObject(page.pageTimings) ? page.pageTimings : undefined;
    if (holder === undefined) return [];
    return ['onContentLoad', 'onLoad']
      .filter((key) => Object.hasOwn(holder, key) && typeof holder[key] !== 'number')
      .map((key) => ({ where: `/pages/${index}/pageTimings/${key}`, message: '', holder, key }));
  });
}

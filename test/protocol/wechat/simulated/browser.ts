/** Just enough of a browser to run the index page: elements without layout, scripts, fetch, cookies, navigation. */
import { createContext, runInContext } from 'node:vm';
import type { Backend } from '../../../../src/protocol/backend.ts';
import { decodeEntities } from '../../../../src/protocol/codec/entities.ts';
import { splitUrl } from '../../../../src/protocol/url.ts';
import { Page, type PageOptions } from './page.ts';

export class Element {
  readonly tag: string;
  readonly children: Element[] = [];
  readonly attributes: Record<string, string> = {};
  hidden = false;
  className = '';
  value = '';
  name = '';
  action = '';
  src = '';
  href = '';
  files: unknown[] = [];
  onload: ((event: { type: string }) => void) | undefined;
  onerror: ((event: { type: string }) => void) | undefined;
  onclick: (() => void) | undefined;
  onsubmit: ((event: { preventDefault(): void }) => void) | undefined;
  onchange: (() => void) | undefined;
  #text = '';
  readonly #browser: Browser;

  constructor(browser: Browser, tag: string) {
    this.#browser = browser;
    this.tag = tag;
  }

  /** What a reader sees of it. */
  get textContent(): string {
    return this.#text + this.children.map((child) => child.textContent).join('');
  }

  set textContent(text: string) {
    this.#text = text;
    this.children.length = 0;
  }

  get localName(): string {
    return this.tag;
  }

  get firstElementChild(): Element | undefined {
    return this.children[0];
  }

  append(...children: Element[]): void {
    this.children.push(...children);
    for (const child of children) if (child.tag === 'script') void this.#browser.runScript(child);
  }

  replaceChildren(...children: Element[]): void {
    this.children.splice(0, this.children.length, ...children);
  }

  remove(): void {}

  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }

  removeAttribute(name: string): void {
    if (name === 'src') this.src = '';
  }

  submit(): void {
    const body = this.children.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('&');
    void this.#browser.navigate(this.action, 'POST', body);
  }
}

export class Browser {
  readonly page: Page;
  /** Pages that were opened, in order. */
  readonly visited: string[] = [];
  #elements = new Map<string, Element>();
  #context: object = {};
  #host = '';
  /** A page that was left runs no more. */
  #generation = 0;

  constructor(backend: Backend, options: PageOptions = {}) {
    this.page = new Page(backend, options);
    this.#host = this.page.host;
  }

  element(id: string): Element {
    const element = this.#elements.get(id) ?? new Element(this, 'div');
    this.#elements.set(id, element);
    return element;
  }

  async open(url: string): Promise<void> {
    await this.navigate(url, 'GET');
  }

  async navigate(url: string, method: string, body?: string): Promise<void> {
    this.#generation++;
    const absolute = new URL(url, `https://${this.#host}/`).href;
    const type: [string, string][] =
      body === undefined ? [] : [['Content-Type', 'application/x-www-form-urlencoded']];
    const answer = await this.page.raw(method, absolute, body, type);
    const location = answer.header('location');
    if (location !== undefined) return this.navigate(location, 'GET');
    this.#host = splitUrl(absolute).host;
    this.page.host = this.#host;
    this.visited.push(absolute);
    this.#load(answer.text);
  }

  #load(html: string): void {
    this.#elements = new Map();
    const context = this.#world(this.#generation);
    this.#context = createContext(context);
    for (const [, script] of html.matchAll(/<script>([\s\S]*?)<\/script>/g))
      runInContext(script!, this.#context);
    (context.onload as (() => void) | undefined)?.();
  }

  #world(generation: number): Record<string, unknown> {
    const isOpen = (): boolean => generation === this.#generation;
    const clock = this.page.clock;
    const never = new Promise<never>(() => {});
    const window: Record<string, unknown> = {
      document: this.#document(),
      location: this.#location(),
      Date: class extends Date {
        static override now = (): number => clock.now();
      },
      Image: this.#image(),
      DOMParser: class {
        parseFromString(text: string): unknown {
          return { body: { textContent: decodeEntities(text.replace('<!doctype html><body>', '')) } };
        }
      },
      URL,
      FormData,
      open: () => undefined,
      setTimeout: (what: () => void, ms: number) => void clock.sleep(ms).then(() => isOpen() && what()),
      fetch: async (url: string, options: FetchOptions = {}) => {
        const reply = await this.#fetch(url, options);
        return isOpen() ? reply : never;
      },
    };
    window.window = window;
    return window;
  }

  #document(): object {
    const page = this.page;
    const host = (): string => this.#host;
    return {
      head: new Element(this, 'head'),
      body: new Element(this, 'body'),
      getElementById: (id: string) => this.element(id),
      createElement: (tag: string) => new Element(this, tag),
      get cookie(): string {
        return page.cookiesFor(host());
      },
      set cookie(line: string) {
        const [name = '', value = ''] = line.split(';', 1)[0]!.split('=');
        page.setCookie(name, value, host());
      },
    };
  }

  #location(): object {
    const navigate = (url: string): void => void this.navigate(url, 'GET');
    return {
      host: this.#host,
      get href(): string {
        return '';
      },
      set href(url: string) {
        navigate(url);
      },
    };
  }

  #image(): unknown {
    const make = (): Element => new Element(this, 'img');
    return function image() {
      return make();
    };
  }

  async #fetch(url: string, { method = 'GET', body, headers = {} }: FetchOptions) {
    const absolute = new URL(url, `https://${this.#host}/`).href;
    // Angular and fetch leave some characters of the query as they were given.
    const raw = url.startsWith('https:') ? url : absolute;
    const form = body instanceof FormData ? new Response(body) : undefined;
    const sent = form ? new Uint8Array(await form.arrayBuffer()) : (body as string | undefined);
    const type: [string, string][] = form
      ? [['Content-Type', form.headers.get('content-type') ?? '']]
      : Object.entries(headers);
    const isForeign = splitUrl(raw).host !== this.#host;
    const answer = await this.page.raw(method, raw, sent, [...type, ['Origin', `https://${this.#host}`]]);
    const allowed = answer.header('access-control-allow-credentials') === 'true';
    if (isForeign && !allowed) throw new TypeError('Failed to fetch');
    return { text: () => answer.text, json: () => JSON.parse(answer.text) as unknown };
  }

  async runScript(script: Element): Promise<void> {
    const [generation, context] = [this.#generation, this.#context];
    const answer = await this.page.raw('GET', script.src);
    if (generation !== this.#generation) return;
    const isGood = answer.status === 200 && answer.header('content-type') === 'text/javascript';
    if (isGood) runInContext(answer.text, context);
    (isGood ? script.onload : script.onerror)?.({ type: isGood ? 'load' : 'error' });
  }
}

interface FetchOptions {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

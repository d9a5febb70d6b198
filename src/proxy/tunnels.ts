/** What becomes of a CONNECT, and of the bytes that come through it. */
import type { Duplex } from 'node:stream';
import { answer } from './answers.ts';
import { onFirstBytes } from './first.ts';
import { speechOf } from './hello.ts';
import type { Layer, Layers } from './layers.ts';
import { onLeaving } from './leaving.ts';
import { join } from './raw.ts';
import { readTarget, type Target } from './target.ts';

/** Read and answer what comes through the tunnel, pass its bytes untouched, or do not open it. */
export type Decision = 'intercept' | 'tunnel' | 'refuse';

/** Opens a connection; rejects where there is none to be had. The signal aborts when the client is gone. */
export type Dial = (host: string, port: number, signal: AbortSignal) => Promise<Duplex>;

export interface TunnelOptions {
  readonly layers: Layers;
  readonly decide: (host: string, port: number) => Decision;
  readonly dial: Dial | undefined;
  /** How long the first bytes through a tunnel may take, in milliseconds; 0: for ever. */
  readonly patience: number;
  readonly onError: (error: unknown) => void;
  readonly onPlain: (socket: Duplex) => void;
  readonly onTls: (socket: Duplex, first: Buffer, layer: Layer) => void;
}

// In one piece: there are clients that read once.
const established = 'HTTP/1.1 200 Connection established\r\n\r\n';

export class Tunnels {
  readonly #options: TunnelOptions;

  constructor(options: TunnelOptions) {
    this.#options = options;
  }

  /** `authority` is the target of the CONNECT as it was sent, `head` what came right behind it. */
  open(authority: string, socket: Duplex, head: Buffer): void {
    const target = readTarget(authority);
    if (!target) {
      answer(socket, 400, 'CONNECT needs a host and a port, as in example.com:443');
      return;
    }
    const decision = this.#decide(target);
    if (head.length > 0) socket.unshift(head);
    if (decision === 'refuse') answer(socket, 403, `${target.host}:${target.port} is not allowed here`);
    else if (decision === 'tunnel') this.#tunnel(socket, target);
    else this.#intercept(socket, target);
  }

  #decide({ host, port }: Target): Decision {
    try {
      return this.#options.decide(host, port);
    } catch (error) {
      this.#options.onError(error);
      return 'refuse';
    }
  }

  #tunnel(socket: Duplex, target: Target): void {
    this.#dial(socket, target).then(
      (remote) => {
        socket.write(established);
        join(socket, remote);
      },
      (error: unknown) => answer(socket, 502, `cannot reach ${target.host}:${target.port}: ${codeOf(error)}`),
    );
  }

  #intercept(socket: Duplex, target: Target): void {
    const layer = this.#options.layers.tunnel(socket, target);
    if (!layer) {
      socket.destroy();
      return;
    }
    socket.write(established);
    onFirstBytes(socket, this.#options.patience, (first) => {
      const speech = speechOf(first);
      if (speech === 'tls') this.#options.onTls(socket, first, layer);
      else if (speech === 'other' && this.#options.dial) this.#passOn(socket, target);
      else this.#options.onPlain(socket);
    });
  }

  /** Neither TLS nor HTTP: nothing that could be read here, and no answer that would be understood. */
  #passOn(socket: Duplex, target: Target): void {
    this.#dial(socket, target).then(
      (remote) => join(socket, remote),
      () => socket.destroy(),
    );
  }

  async #dial(socket: Duplex, { host, port }: Target): Promise<Duplex> {
    const { dial } = this.#options;
    if (!dial) throw new Error('nothing here opens connections');
    const controller = new AbortController();
    const leave = (): void => controller.abort();
    const settle = onLeaving(socket, leave);
    const remote = await dial(host, port, controller.signal).finally(settle);
    if (!controller.signal.aborted) return remote;
    remote.on('error', leave).destroy();
    throw new Error('the client is gone');
  }
}

const codeOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message ?? 'unknown error';
};

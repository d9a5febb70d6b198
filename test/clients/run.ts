/** Runs an unmodified third-party client against `driftwire serve`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { driftwire, lines, start } from '../cli/driftwire.ts';

/** What the client told its user, in order. */
export interface Told {
  readonly event: 'qr' | 'login' | 'contacts' | 'message' | 'sent' | 'error' | 'logout';
  readonly known?: number;
  readonly id?: string;
  readonly type?: number;
  readonly app?: number;
  readonly from?: string;
}

export interface Run {
  readonly code: number | null;
  readonly told: readonly Told[];
  readonly stderr: string;
  /** What the server recorded of it. */
  readonly har: string;
  /** Events of that recording. */
  readonly events: readonly Record<string, unknown>[];
}

const running = new Set<ChildProcess>();

/** Ends what is left of the runs. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

function follow(child: ChildProcess): {
  output: () => string;
  errors: () => string;
  end: Promise<number | null>;
} {
  running.add(child);
  let [output, errors] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk));
  const end = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  return { output: () => output, errors: () => errors, end };
}

/** Starts the server; resolves with the URL of its proxy. */
async function serve(argv: readonly string[]): Promise<{ proxy: string; stop(): Promise<unknown> }> {
  const child = start(['serve', ...argv, '--listen', '127.0.0.1:0']);
  const { errors, end } = follow(child);
  const proxy = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const found = /proxy +(http:\/\/127\.0\.0\.1:\d+)/.exec(errors());
      if (found) resolve(found[1]!);
    };
    child.stderr?.on('data', look);
    end.then(() => reject(new Error(`the server ended: ${errors()}`)));
  });
  return {
    proxy,
    stop() {
      child.kill('SIGINT');
      return end;
    },
  };
}

/**
 * The client's whole life. All take the proxy from the environment: wechat4u and Python by CONNECT, weixinbot by TLS to
 * the proxy's own port with absolute URLs inside.
 */
export async function run(client: string, folder: string, ...argv: string[]): Promise<Run> {
  const har = join(mkdtempSync(join(folder, `${client}-`)), 'run.har');
  const certificate = driftwire(['ca', 'path']).stdout.trim();
  const server = await serve([...argv, '--record', har]);
  const clean = Object.entries(process.env).filter(([name]) => !/proxy$|^node_options$|^debug$/i.test(name));
  const program = client === 'python' ? 'python3' : process.execPath;
  const script = `${client}.${client === 'python' ? 'py' : 'mjs'}`;
  const child = spawn(program, [join(import.meta.dirname, script)], {
    // weixinbot keeps its cookies and its session in the folder it runs in.
    cwd: join(har, '..'),
    env: {
      ...Object.fromEntries(clean),
      HTTPS_PROXY: server.proxy,
      HTTP_PROXY: server.proxy,
      NODE_EXTRA_CA_CERTS: certificate,
      SSL_CERT_FILE: certificate,
    },
  });
  const { output, errors, end } = follow(child);
  const code = await end;
  await server.stop();
  // weixinbot draws its QR code on the same output.
  const told = lines(output().replaceAll(/^[^{].*$/gm, '')) as unknown as Told[];
  const { stdout } = driftwire(['decode', har]);
  return { code, told, stderr: errors(), har, events: lines(stdout) };
}

/** Takes the URL of a request apart without changing any of it. */

export interface Destination {
  readonly isSecure: boolean;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** What the request line to the server says. */
  readonly path: string;
}

const pattern = /^(https?):\/\/(?:[^/?#@]*@)?(?:\[([^\]]*)\]|([^:/?#]*))(?::(\d*))?(.*)$/is;

/** `url` is one that the listener has read before. */
export function destinationOf(method: string, url: string): Destination {
  const [, scheme = '', address, name = '', port, rest = ''] = pattern.exec(url) ?? [];
  const isSecure = scheme.length === 5;
  return {
    isSecure,
    host: (address ?? name).toLowerCase(),
    port: port ? Number(port) : isSecure ? 443 : 80,
    path: rest.startsWith('/') ? rest : rest === '' && method === 'OPTIONS' ? '*' : `/${rest}`,
  };
}

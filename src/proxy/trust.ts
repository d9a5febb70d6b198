/** How to trust the root, how to stop trusting it, per system. */

/** What the guide needs to know of an authority. */
export interface TrustedRoot {
  /** Absolute path of the certificate. */
  readonly rootPath: string;
  /** What the certificate is called in lists. */
  readonly rootName: string;
  /** For Chromium's flag. */
  readonly spkiHash: string;
}

interface Place {
  readonly title: string;
  readonly trust: readonly string[];
  readonly remove: readonly string[];
}

const forShell = (text: string): string =>
  /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
const forWindows = (text: string): string => `"${text}"`;
const nothingToRemove = ['nothing stays behind'];

function systems(path: string, name: string): Place[] {
  return [
    {
      title: 'Debian, Ubuntu, Alpine',
      trust: [
        `sudo cp ${path} /usr/local/share/ca-certificates/driftwire.crt`,
        'sudo update-ca-certificates',
      ],
      remove: [
        'sudo rm /usr/local/share/ca-certificates/driftwire.crt',
        'sudo update-ca-certificates --fresh',
      ],
    },
    {
      title: 'Fedora, RHEL, CentOS',
      trust: [`sudo cp ${path} /etc/pki/ca-trust/source/anchors/driftwire.pem`, 'sudo update-ca-trust'],
      remove: ['sudo rm /etc/pki/ca-trust/source/anchors/driftwire.pem', 'sudo update-ca-trust'],
    },
    {
      title: 'openSUSE',
      trust: [`sudo cp ${path} /etc/pki/trust/anchors/driftwire.pem`, 'sudo update-ca-certificates'],
      remove: ['sudo rm /etc/pki/trust/anchors/driftwire.pem', 'sudo update-ca-certificates'],
    },
    {
      title: 'Arch',
      trust: [`sudo trust anchor --store ${path}`],
      remove: [`sudo trust anchor --remove ${path}`],
    },
    {
      title: 'macOS',
      trust: [`sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${path}`],
      remove: [
        `sudo security remove-trusted-cert -d ${path}`,
        `sudo security delete-certificate -c ${name} /Library/Keychains/System.keychain`,
      ],
    },
  ];
}

function windows({ rootPath, rootName }: TrustedRoot): Place[] {
  return [
    {
      title: 'Windows, this user',
      trust: [`certutil -addstore -user Root ${forWindows(rootPath)}`],
      remove: [`certutil -delstore -user Root ${forWindows(rootName)}`],
    },
    {
      title: 'Windows, all users (as administrator)',
      trust: [`certutil -addstore Root ${forWindows(rootPath)}`],
      remove: [`certutil -delstore Root ${forWindows(rootName)}`],
    },
  ];
}

function browsers(path: string, name: string, spkiHash: string): Place[] {
  return [
    {
      title: 'Chrome, Chromium, Edge, Brave, Firefox: opened for a recording, nothing installed',
      trust: ['driftwire capture -o session.har --browser'],
      remove: nothingToRemove,
    },
    {
      title: 'Chromium, Chrome, Edge: one run by hand, nothing installed',
      trust: [`chromium --user-data-dir=$(mktemp -d) --ignore-certificate-errors-spki-list=${spkiHash}`],
      remove: nothingToRemove,
    },
    {
      title: 'Chromium, Chrome, Edge on Linux (certutil is in libnss3-tools or nss-tools)',
      trust: [`certutil -A -d sql:$HOME/.pki/nssdb -t C,, -n ${name} -i ${path}`],
      remove: [`certutil -D -d sql:$HOME/.pki/nssdb -n ${name}`],
    },
    {
      title: 'Firefox, other programs with NSS (PROFILE: see about:profiles)',
      trust: [
        `certutil -A -d sql:PROFILE -t C,, -n ${name} -i ${path}`,
        '# or: Settings, Certificates, Authorities, Import',
      ],
      remove: [`certutil -D -d sql:PROFILE -n ${name}`],
    },
  ];
}

function phones(name: string): Place[] {
  return [
    {
      title: 'iOS, iPadOS',
      trust: [
        'send the file to the device and open it; Settings, Profile Downloaded, Install',
        'Settings, General, About, Certificate Trust Settings: switch it on',
      ],
      remove: [`Settings, General, VPN & Device Management: remove ${name}`],
    },
    {
      title: 'Android (browsers; since Android 7 apps only where they allow it)',
      trust: ['copy the file to the device; Settings, Security, Install a certificate, CA certificate'],
      remove: [`Settings, Security, Trusted credentials, User: remove ${name}`],
    },
  ];
}

function programs(path: string): Place[] {
  const variable = (name: string): string => `export ${name}=${path}`;
  return [
    { title: 'Node', trust: [variable('NODE_EXTRA_CA_CERTS')], remove: ['unset NODE_EXTRA_CA_CERTS'] },
    {
      title: 'Python (requests reads the first, ssl and httpx the second; no other root counts then)',
      trust: [variable('REQUESTS_CA_BUNDLE'), variable('SSL_CERT_FILE')],
      remove: ['unset REQUESTS_CA_BUNDLE SSL_CERT_FILE'],
    },
    {
      title: 'Go (on macOS and Windows it asks the system)',
      trust: [variable('SSL_CERT_FILE')],
      remove: ['unset SSL_CERT_FILE'],
    },
    {
      title: 'Ruby, Rust with native roots, .NET on Linux (no other root counts then)',
      trust: [variable('SSL_CERT_FILE')],
      remove: ['unset SSL_CERT_FILE'],
    },
    { title: 'Deno', trust: [variable('DENO_CERT')], remove: ['unset DENO_CERT'] },
    {
      title: 'PHP',
      trust: [`php -d openssl.cafile=${path} -d curl.cainfo=${path} SCRIPT`],
      remove: nothingToRemove,
    },
    {
      title: 'Java',
      trust: [`keytool -importcert -noprompt -cacerts -storepass changeit -alias driftwire -file ${path}`],
      remove: ['keytool -delete -cacerts -storepass changeit -alias driftwire'],
    },
    {
      title: 'curl',
      trust: [`curl --cacert ${path} …`, variable('CURL_CA_BUNDLE')],
      remove: ['unset CURL_CA_BUNDLE'],
    },
  ];
}

/** The whole guide as text. Commands can be copied: the path is quoted where it needs to be. */
export function trustGuide(root: TrustedRoot): string {
  const [path, name] = [forShell(root.rootPath), forShell(root.rootName)];
  const places = [
    ...systems(path, name),
    ...windows(root),
    ...browsers(path, name, root.spkiHash),
    ...phones(root.rootName),
    ...programs(path),
  ];
  const head = [
    `The root certificate is ${root.rootPath}`,
    `It is called ${root.rootName}.`,
    'Trust it only where you record, and remove it afterwards: whoever has its key can read what trusts it.',
  ];
  const blocks = places.map(({ title, trust, remove }) =>
    [title, ...indent('trust', trust), ...indent('remove', remove)].join('\n'),
  );
  return `${[head.join('\n'), ...blocks].join('\n\n')}\n`;
}

const indent = (word: string, lines: readonly string[]): string[] =>
  lines.map((line, index) => `  ${(index === 0 ? word : '').padEnd(6)}  ${line}`);

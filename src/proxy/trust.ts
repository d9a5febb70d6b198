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

function phones(path: string, name: string, rootName: string): Place[] {
  return [
    {
      title: 'iOS, iPadOS',
      trust: [
        'send the file to the device and open it; Settings, Profile Downloaded, Install',
        'Settings, General, About, Certificate Trust Settings: switch it on',
      ],
      remove: [`Settings, General, VPN & Device Management: remove ${rootName}`],
    },
    {
      title: 'Simulator of iOS (trusts at once; its proxy is that of the Mac)',
      trust: [`xcrun simctl keychain booted add-root-cert ${path}`],
      remove: ['xcrun simctl keychain booted reset'],
    },
    {
      title: 'Android (browsers; since Android 7 apps only where they allow it)',
      trust: ['copy the file to the device; Settings, Security, Install a certificate, CA certificate'],
      remove: [`Settings, Security, Trusted credentials, User: remove ${rootName}`],
    },
    {
      title:
        'Emulator of Android, and devices with adb (the proxy of the emulator reaches this machine at 10.0.2.2)',
      trust: [
        `adb push ${path} /sdcard/Download/driftwire.crt`,
        'then Settings, Security, Install a certificate, CA certificate',
      ],
      remove: [
        `Settings, Security, Trusted credentials, User: remove ${rootName}`,
        'adb shell rm /sdcard/Download/driftwire.crt',
      ],
    },
    {
      title: 'Firefox for Android, for iOS (the first has a store of its own, the second that of the system)',
      trust: [
        'install as above; Firefox for Android: Settings, About Firefox, tap the logo five times,',
        'then Settings, Secret Settings: Use third party CA certificates',
      ],
      remove: [`switch it off there, and remove ${name} as above`],
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
      title: 'Java, one program (no other root counts then)',
      trust: [
        `keytool -importcert -noprompt -keystore driftwire.p12 -storepass driftwire -alias driftwire -file ${path}`,
        'java -Djavax.net.ssl.trustStore=driftwire.p12 -Djavax.net.ssl.trustStorePassword=driftwire …',
      ],
      remove: ['rm driftwire.p12'],
    },
    {
      title: 'Java, all programs of one installation',
      trust: [`keytool -importcert -noprompt -cacerts -storepass changeit -alias driftwire -file ${path}`],
      remove: ['keytool -delete -cacerts -storepass changeit -alias driftwire'],
    },
    {
      title: 'curl',
      trust: [`curl --cacert ${path} …`, variable('CURL_CA_BUNDLE')],
      remove: ['unset CURL_CA_BUNDLE'],
    },
    {
      title: 'wget',
      trust: [`wget --ca-certificate=${path} …`],
      remove: nothingToRemove,
    },
    {
      title: 'git',
      trust: [`git -c http.sslCAInfo=${path} clone …`, variable('GIT_SSL_CAINFO')],
      remove: ['unset GIT_SSL_CAINFO'],
    },
    {
      title: 'npm, pip, conda',
      trust: [variable('NPM_CONFIG_CAFILE'), variable('PIP_CERT'), variable('CONDA_SSL_VERIFY')],
      remove: ['unset NPM_CONFIG_CAFILE PIP_CERT CONDA_SSL_VERIFY'],
    },
    {
      title: 'Docker, one container (each program in it reads the variable of its language)',
      trust: [
        `docker run --network host -v ${path}:/driftwire.pem:ro -e NODE_EXTRA_CA_CERTS=/driftwire.pem \\`,
        '  -e SSL_CERT_FILE=/driftwire.pem -e REQUESTS_CA_BUNDLE=/driftwire.pem -e HTTPS_PROXY=http://127.0.0.1:8080 IMAGE',
      ],
      remove: nothingToRemove,
    },
    {
      title: 'Docker, an image based on Debian or Alpine (the file beside the Dockerfile, for tests only)',
      trust: ['COPY ca.pem /usr/local/share/ca-certificates/driftwire.crt', 'RUN update-ca-certificates'],
      remove: ['build it without these lines'],
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
    ...phones(path, name, root.rootName),
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

/** `driftwire ca`: the root certificate that captured and served connections are signed with. */
import { type Authority, type Origin, openAuthority } from '../proxy/authority.ts';
import { trustGuide } from '../proxy/trust.ts';
import { caFolder, caOptions } from './ca-folder.ts';
import { command } from './command.ts';

const actions = ['path', 'create', 'renew', 'trust'] as const;

const news: Readonly<Record<Origin, string>> = {
  loaded: 'the root certificate was there already',
  created: 'made a root certificate; `driftwire ca trust` tells how to trust it',
  renewed: 'made a new root certificate; it has to be trusted anew: `driftwire ca trust`',
};

export default command({
  says: 'Prints where the root certificate is, and makes it when it is missing; renews it; tells how to trust it.',
  positionals: [
    {
      name: 'ACTION',
      says: 'what to do; path where nothing is said',
      optional: true,
      choices: actions,
    },
  ],
  options: caOptions,
  examples: [
    ['ca path', 'the absolute path of the certificate, a PEM file'],
    ['ca trust', 'how to trust it, and how to remove it, per system'],
    ['ca renew', 'a new root certificate, in place of one that others may have got'],
  ],
  async run({ options, positionals: [action = 'path'] }, { out, say }) {
    const authority: Authority = await openAuthority(caFolder(options['ca-dir']), {
      renew: action === 'renew',
    });
    if (authority.origin !== 'loaded' || action === 'create') say(news[authority.origin]);
    if (action !== 'path') say(`valid until ${new Date(authority.expiresAt).toISOString().slice(0, 10)}`);
    out.write(action === 'trust' ? trustGuide(authority) : `${authority.rootPath}\n`);
    return undefined;
  },
});

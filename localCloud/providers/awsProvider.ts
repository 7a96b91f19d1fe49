import type * as provider from "@pulumi/pulumi/provider";
import packageFile from "@pulumi/aws/package.json";
import { callCloud } from "./controlApi";
import { type Properties, unwrapSecrets, wrapSecrets } from "./values";

interface Changes {
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/** The resources and functions of `aws`, each a call of the local cloud; nothing is decided here. */
export const awsProvider: provider.Provider = {
  // The engine compares it with that of the SDK which registers the resources.
  version: packageFile.version,

  async check(urn: string, olds: Properties, news: Properties) {
    const { plain, secret } = unwrapSecrets(news);
    const checked = await callCloud<{ inputs: Properties; failures: provider.CheckFailure[] }>(
      "/resources/check",
      { ...identity(urn), olds: unwrapSecrets(olds ?? {}).plain, inputs: plain },
    );
    return { inputs: wrapSecrets(checked.inputs, secret), failures: checked.failures };
  },

  diff(_id: string, urn: string, olds: Properties, news: Properties) {
    return callCloud<Changes>("/resources/diff", {
      ...identity(urn),
      olds: unwrapSecrets(olds).plain,
      inputs: unwrapSecrets(news).plain,
    });
  },

  async create(urn: string, inputs: Properties) {
    const { plain, secret } = unwrapSecrets(inputs);
    const created = await callCloud<{ id: string; state: Properties }>("/resources/create", {
      ...identity(urn),
      inputs: plain,
    });
    return { id: created.id, outs: wrapSecrets(created.state, secret) };
  },

  async update(id: string, urn: string, olds: Properties, news: Properties) {
    const { plain, secret } = unwrapSecrets(news);
    const updated = await callCloud<{ state: Properties }>("/resources/update", {
      ...identity(urn),
      id,
      olds: unwrapSecrets(olds).plain,
      inputs: plain,
    });
    return { outs: wrapSecrets(updated.state, secret) };
  },

  async delete(id: string, urn: string, props: Properties) {
    await callCloud("/resources/delete", {
      ...identity(urn),
      id,
      olds: unwrapSecrets(props).plain,
    });
  },

  async read(id: string, urn: string, props: Properties) {
    const { plain, secret } = unwrapSecrets(props ?? {});
    const found = await callCloud<{ state: Properties | null; inputs: Properties }>(
      "/resources/read",
      { ...identity(urn), id, olds: plain },
    );
    if (!found.state) return { id: "", props: {} };
    return {
      id,
      props: wrapSecrets(found.state, secret),
      inputs: wrapSecrets(found.inputs, secret),
    };
  },

  async invoke(token: string, args: Properties) {
    const { plain } = unwrapSecrets(args);
    return callCloud<provider.InvokeResult>("/invoke", { token, args: plain });
  },
};

/** Type and logical name from `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. */
function identity(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

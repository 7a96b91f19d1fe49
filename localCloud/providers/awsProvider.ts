import type * as provider from "@pulumi/pulumi/provider";
import packageFile from "@pulumi/aws/package.json";
import { CloudRequestError } from "../api/client";
import { cloud } from "./controlApi";
import { type Properties, unwrapSecrets, wrapSecrets } from "./values";

/** The resources and functions of `aws`, each forwarded to the local cloud; nothing is decided here. */
export const awsProvider: provider.Provider = {
  // Pulumi compares it with the version of the SDK that registers the resources.
  version: packageFile.version,

  async check(urn: string, olds: Properties, news: Properties) {
    const { plain, secret } = unwrapSecrets(news);
    const before = unwrapSecrets(olds ?? {}).plain;
    const { inputs, failures } = await cloud().check(identity(urn), before, plain);
    return { inputs: wrapSecrets(inputs, secret), failures };
  },

  diff(_id: string, urn: string, olds: Properties, news: Properties) {
    return cloud().diff(identity(urn), unwrapSecrets(olds).plain, unwrapSecrets(news).plain);
  },

  async create(urn: string, inputs: Properties) {
    const { plain, secret } = unwrapSecrets(inputs);
    const { id, state } = await cloud().create(identity(urn), plain);
    return { id, outs: wrapSecrets(state, secret) };
  },

  async update(id: string, urn: string, olds: Properties, news: Properties) {
    const { plain, secret } = unwrapSecrets(news);
    const before = unwrapSecrets(olds).plain;
    const { state } = await cloud().update(identity(urn), id, before, plain);
    return { outs: wrapSecrets(state, secret) };
  },

  delete(id: string, urn: string, props: Properties) {
    return cloud().remove(identity(urn), id, unwrapSecrets(props).plain);
  },

  async read(id: string, urn: string, props: Properties) {
    const { plain, secret } = unwrapSecrets(props ?? {});
    const { state, inputs } = await cloud().read(identity(urn), id, plain);
    if (!state) return { id: "", props: {} };
    return { id, props: wrapSecrets(state, secret), inputs: wrapSecrets(inputs, secret) };
  },

  /**
   * Pulumi's provider server prints an error with its stack, but a refusal is not a bug in this
   * code.
   */
  async invoke(token: string, args: Properties) {
    try {
      return await cloud().invoke(token, unwrapSecrets(args).plain);
    } catch (error) {
      if (!(error instanceof CloudRequestError)) throw error;
      return { failures: [{ property: "", reason: error.message }] };
    }
  },
};

/** Type and logical name from `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. */
function identity(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

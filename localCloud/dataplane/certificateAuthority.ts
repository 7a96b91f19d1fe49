import { generate } from "selfsigned";

export interface KeyPair {
  /** PEM. */
  key: string;
  /** PEM. */
  cert: string;
}

/** What a listener presents, and to whom. */
export interface Certificate extends KeyPair {
  names: string[];
  notAfterMs: number;
}

const validMs = 24 * 3600 * 1000;

/**
 * The rehearsal's own certificate authority: clients that trust `root.cert` trust its certificates, for
 * a day.
 */
export class CertificateAuthority {
  private constructor(readonly root: KeyPair) {}

  static async create(): Promise<CertificateAuthority> {
    const root = await generate([{ name: "commonName", value: "bluegreen rehearsal CA" }], {
      ...keys(),
      extensions: [
        { name: "basicConstraints", cA: true, critical: true },
        { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
      ],
    });
    return new CertificateAuthority({ key: root.private, cert: root.cert });
  }

  async issue(names: string[]): Promise<Certificate> {
    const own = keys();
    const issued = await generate([{ name: "commonName", value: names[0] ?? "" }], {
      ...own,
      ca: this.root,
      extensions: [
        { name: "basicConstraints", cA: false },
        { name: "keyUsage", digitalSignature: true, critical: true },
        { name: "extKeyUsage", serverAuth: true },
        { name: "subjectAltName", altNames: names.map((value) => ({ type: 2, value })) },
      ],
    });
    return {
      key: issued.private,
      cert: issued.cert,
      names,
      notAfterMs: own.notAfterDate.getTime(),
    };
  }
}

/** Elliptic curves: a handshake costs a fraction of RSA's. */
function keys() {
  return {
    keyType: "ec" as const,
    curve: "P-256" as const,
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + validMs),
  };
}

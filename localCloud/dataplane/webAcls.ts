/** AWS WAF, as far as load balancers name it. A web ACL has one rule at most, which blocks paths by their beginning. */
export class WebAcls {
  /** What the rule blocks, by ARN; null: there is none, and every request passes. */
  private readonly made = new Map<string, string | null>();
  /** By the load balancer's ARN: it has one at most. */
  private readonly associated = new Map<string, string>();

  create(arn: string, blockedPrefix: string | null = null): void {
    this.made.set(arn, blockedPrefix);
  }

  exists(arn: string): boolean {
    return this.made.has(arn);
  }

  associate(loadBalancerArn: string, arn: string): void {
    this.associated.set(loadBalancerArn, arn);
  }

  /** Whichever it has. */
  disassociate(loadBalancerArn: string): void {
    this.associated.delete(loadBalancerArn);
  }

  of(loadBalancerArn: string): string | null {
    return this.associated.get(loadBalancerArn) ?? null;
  }

  /** Whether the load balancer's web ACL blocks requests for this path, which has no query. */
  blocks(loadBalancerArn: string, path: string): boolean {
    const prefix = this.made.get(this.of(loadBalancerArn) ?? "") ?? null;
    return prefix !== null && path.startsWith(prefix);
  }
}

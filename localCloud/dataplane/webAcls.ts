/** AWS WAF, as far as load balancers name it. No rule is modelled: every request passes. */
export class WebAcls {
  private readonly made = new Set<string>();
  /** By the load balancer's ARN: it has one at most. */
  private readonly associated = new Map<string, string>();

  create(arn: string): void {
    this.made.add(arn);
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
}

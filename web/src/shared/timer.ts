// A time-out that can be started anew and stopped.

export class Timer {
  private id: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly ring: () => void,
  ) {}

  /** Rings after the time, counted from now; an earlier start is forgotten. */
  start(): void {
    this.stop();
    this.id = setTimeout(() => {
      this.id = undefined;
      this.ring();
    }, this.milliseconds);
  }

  /** Like start, but a time that runs already runs on. */
  startOnce(): void {
    if (this.id === undefined) this.start();
  }

  stop(): void {
    clearTimeout(this.id);
    this.id = undefined;
  }
}

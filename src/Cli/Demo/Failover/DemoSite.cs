namespace Mesh.Cli.Demo.Failover;

/// <summary>One site: its database, its agent and its load balancer, each a process of its own.</summary>
internal sealed class DemoSite : IAsyncDisposable
{
    private readonly DemoPlan plan;
    private DemoProgram? agent;
    private DemoProgram? proxy;

    private DemoSite(DemoPlan plan, string name, DemoDatabase database) =>
        (this.plan, Name, Database) = (plan, name, database);

    public string Name { get; }

    public DemoDatabase Database { get; }

    /// <summary>Starts the database; the rest follows with <see cref="ConnectAsync"/>.</summary>
    public static async Task<DemoSite> StartAsync(
        DemoPlan plan, string name, int number, CancellationToken cancellationToken) => new(
            plan,
            name,
            await DemoDatabase.StartAsync(
                plan.Folder(name, "database"),
                number,
                plan.Port(name, DemoPort.Database),
                cancellationToken));

    /// <summary>Starts the agent and the load balancer.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        agent = await DemoProgram.StartAsync(
            plan.Log(name: $"agent-{Name}"),
            OwnProgram.Command("agent", "run", "--config", plan.AgentFile(Name)),
            cancellationToken);
        proxy = await DemoProgram.StartAsync(
            plan.Log(name: $"haproxy-{Name}"), DemoProxy.Command(plan.ProxyFile(Name)), cancellationToken);
    }

    /// <summary>The site is gone: all of it is killed at once.</summary>
    public Task LoseAsync(CancellationToken cancellationToken) => Task.WhenAll(
        agent!.KillAsync(), proxy!.KillAsync(), Database.KillAsync(cancellationToken));

    /// <summary>The site comes back; its agent starts the database, closed, before anything else.</summary>
    public async Task RepairAsync(CancellationToken cancellationToken)
    {
        await ForgetAsync();
        await ConnectAsync(cancellationToken);
        await Database.WaitAsync(TimeProvider.System, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await ForgetAsync();
        await Database.DisposeAsync();
    }

    private async Task ForgetAsync()
    {
        foreach (var program in new[] { agent, proxy }.OfType<DemoProgram>())
        {
            await program.DisposeAsync();
        }

        (agent, proxy) = (null, null);
    }
}

using System.Diagnostics;
using Mesh.Catalog.Access;
using Mesh.Cli.Client;
using Mesh.Domain.Access;
using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;
using Mesh.Functions.Access;
using Mesh.Functions.Runbooks;
using Mesh.Functions.Runs;
using Mesh.Runtime.Durable;
using Mesh.Runtime.Functions;
using Mesh.Tests.App.Running;
using Mesh.Tests.App.Runbooks;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Access;

/// <summary>Who may do what, over the API, by keys of their own.</summary>
public sealed class AccessTests
{
    private const string Key = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Everybody_may_do_what_their_role_says_and_nothing_else()
    {
        await using var app = await StartAsync();
        var runbook = new RunbookRequest("bank");
        var calls = new (Role Needed, Func<ApiClient, Task> Call)[]
        {
            (Role.Viewer, api => api.ListSystemsAsync(default)),
            (Role.Viewer, api => api.PlanRunbookAsync(runbook, default)),
            (Role.Operator, api => api.RequestBackupAsync(new BackupRequest(TestApp.System), default)),
            (Role.Approver, api => api.RequestRunbookAsync(runbook, default)),
            (Role.Admin, api => api.DeleteSystemAsync("nowhere", default)),
        };

        foreach (var role in Enum.GetValues<Role>())
        {
            Declare(app, "ann", role);
            using var api = Client(app, Key);
            foreach (var (needed, call) in calls)
            {
                var refusal = await Record.ExceptionAsync(() => call(api)) as MeshException;

                Assert.Equal(role < needed, refusal?.Code == "forbidden");
            }
        }

        var actors = (await app.Api.ListAuditAsync("", default)).Items
            .Where(entry => entry.Action is "failover-requested").Select(entry => entry.Who);
        Assert.Equal(["ann"], actors.Distinct());
    }

    [Fact]
    public async Task Nobody_asks_or_decides_in_the_name_of_somebody_else()
    {
        await using var app = await StartAsync();
        Declare(app, "ann", Role.Approver);
        using var ann = Client(app, Key);

        var refusal = await Assert.ThrowsAsync<MeshException>(
            () => ann.RequestRunbookAsync(new RunbookRequest("bank", By: "bob"), default));
        Assert.Equal("not-you", refusal.Code);
        Assert.Empty((await app.Api.ListRunbooksAsync("", default)).Items);

        var begun = await ann.RequestRunbookAsync(new RunbookRequest("bank"), default);
        Assert.Equal("ann", begun.RequestedBy);
        refusal = await Assert.ThrowsAsync<MeshException>(
            () => ann.DecideRunbookAsync(begun.Id, new DecisionRequest("abort", 0, "bob"), default));
        Assert.Equal("not-you", refusal.Code);
        await UntilAsync(
            async () => (await ann.GetRunbookAsync(begun.Id, default)).Status is { MayAbort: true });
        await ann.DecideRunbookAsync(begun.Id, new DecisionRequest("abort", 0), default);
        var decided = (await app.Api.ListAuditAsync("", default)).Items
            .Single(entry => entry.Action == "runbook-decided");
        Assert.Equal("ann", decided.Who);
    }

    [Fact]
    public async Task A_key_no_longer_declared_opens_nothing_and_a_broken_file_locks_out_all_but_the_owner()
    {
        await using var app = await StartAsync();
        Declare(app, "ann", Role.Admin);
        using var ann = Client(app, Key);
        await ann.ListSystemsAsync(default);

        Declare(app, "bob", Role.Admin, AccessFile.Declared("another key"));
        Assert.Equal("unauthorized", (await Refused(ann)).Code);

        await File.WriteAllTextAsync(PathOf(app), "people: [{name: ann, role: king}]");
        var broken = await Refused(ann);
        Assert.Equal("access-broken", broken.Code);
        Assert.DoesNotContain("king", broken.Message, StringComparison.Ordinal);
        Assert.Contains("king", app.Log.ToString(), StringComparison.Ordinal);
        await app.Api.ListSystemsAsync(default);

        File.Delete(PathOf(app));
        Assert.Equal("unauthorized", (await Refused(ann)).Code);

        static Task<MeshException> Refused(ApiClient api) =>
            Assert.ThrowsAsync<MeshException>(() => api.ListSystemsAsync(default));
    }

    [Fact]
    public async Task The_role_of_every_function_was_chosen()
    {
        await using var app = await StartAsync();

        var forgotten = app.Services.GetRequiredService<FunctionTable>().Functions
            .Where(
                function => function.Kind == FunctionKind.Http
                    && !ApiKeyMiddleware.IsWithoutKey(function.Name))
            .Select(function => function.Name)
            .Where(name => !Permissions.IsListed(name));

        Assert.Empty(forgotten);
    }

    private static async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync(new TestAppOptions
        {
            Settings = new Dictionary<string, string> { ["MESH_AGENT_SECONDS"] = "2" },
        });
        await BankSystem.DeclareAsync(app);
        return app;
    }

    private static async Task UntilAsync(Func<Task<bool>> so)
    {
        for (var began = Stopwatch.StartNew(); !await so(); await Task.Delay(50))
        {
            Assert.True(began.Elapsed < TimeSpan.FromMinutes(1));
        }
    }

    private static ApiClient Client(TestApp app, string key) => new(app.Url, key, TimeProvider.System);

    private static string PathOf(TestApp app) => Path.Combine(app.Data, "access.yaml");

    private static void Declare(TestApp app, string name, Role role, string? hash = null) =>
        File.WriteAllText(PathOf(app), $$"""
            apiVersion: mesh/v1
            kind: Access
            people:
              - {name: {{name}}, role: {{Words.Of(role)}}, keys: ['{{hash ?? AccessFile.Declared(Key)}}']}
            """);
}

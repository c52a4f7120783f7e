using Mesh.Activities.ControlPlane;
using Mesh.Domain.Sites;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.ControlPlane;

/// <summary>How Mesh looks after itself.</summary>
public sealed class ControlPlaneFunctions(
    ControlPlaneBackup backup,
    ControlPlaneOptions options,
    Incarnation incarnation,
    SuccessionKeeper succession,
    TimeProvider time)
{
    /// <summary>Backs this Mesh up where a repository is named, whatever rests meanwhile.</summary>
    [Function("BackUpControlPlane")]
    public Task BackUp(
        [TimerTrigger("%MESH_SELF_TICK%")] TimerInfo timer, CancellationToken cancellationToken) =>
        options.IsConfigured ? backup.RunAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>After a rescue: keeps the lost Mesh out of each system whose voters can be asked.</summary>
    [Function("ClaimAfterRescue")]
    public Task Claim(
        [TimerTrigger("%MESH_SCHEDULE_TICK%")] TimerInfo timer, CancellationToken cancellationToken) =>
        succession.KeepAsync(cancellationToken);

    [Function("GetControlPlane")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/control-plane")] HttpRequest request) =>
        Api.RunAsync(() => Task.FromResult(Api.Ok(View())));

    /// <summary>Backs this Mesh up now, and answers when that is verified.</summary>
    [Function("RequestSelfBackup")]
    public Task<IResult> Request(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", Route = "v1/control-plane/backups")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            await backup.RunAsync(cancellationToken);
            return Api.Ok(View());
        });

    private ControlPlaneView View() => ControlPlaneView.Of(
        incarnation, options, ControlPlaneRecord.Find(options.DataDirectory), time.GetUtcNow());
}

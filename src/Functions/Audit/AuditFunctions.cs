using Mesh.Catalog.Audit;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Functions.Audit;

/// <summary>The audit trail: read, and verified.</summary>
public sealed class AuditFunctions(AuditTrail audit)
{
    /// <summary>Entries, the newest first.</summary>
    [Function("ListAudit")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/audit")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
            Api.Ok(ListView<AuditEntry>.Of(
                await audit.ListAsync(Api.Page(request), cancellationToken), entry => entry)));

    /// <summary>
    /// Recomputes the chain; <c>head=ENTRIES HASH</c> compares it with what was kept elsewhere.
    /// </summary>
    [Function("VerifyAudit")]
    public Task<IResult> Verify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/audit/verdict")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var given = request.Query["head"].ToString();
            var kept = given.Length == 0 ? null : AuditHead.Read(given).OrThrow("bad-query", "head");
            return Api.Ok(AuditVerdictView.Of(await audit.VerifyAsync(kept, cancellationToken)));
        });
}

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Mesh.Catalog.Audit;
using Mesh.Domain.Errors;
using Mesh.Functions.Access;
using Mesh.Functions.Agents;
using Mesh.Functions.Alerts;
using Mesh.Functions.Audit;
using Mesh.Functions.ControlPlane;
using Mesh.Functions.Drills;
using Mesh.Functions.Http;
using Mesh.Functions.Incidents;
using Mesh.Functions.Points;
using Mesh.Functions.Proofs;
using Mesh.Functions.Runbooks;
using Mesh.Functions.Runs;
using Mesh.Functions.Standbys;
using Mesh.Functions.Standings;
using Mesh.Functions.Systems;
using Mesh.Orchestrations.Runbooks;

namespace Mesh.Cli.Client;

/// <summary>
/// The JSON API of an app, as commands use it. What the app refuses is thrown as it told it.
/// </summary>
public sealed class ApiClient : IDisposable
{
    private static readonly JsonSerializerOptions Json = RunbookJson.Options;

    private readonly HttpClient http;
    private readonly TimeProvider time;

    public ApiClient(Uri server, string key, TimeProvider time)
    {
        http =
            new HttpClient { BaseAddress = new Uri(server, "/api/v1/"), Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Add(ApiKeyMiddleware.Header, key);
        if (Ascii.IsValid(Environment.UserName))
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation(Caller.Header, Environment.UserName);
        }

        this.time = time;
        Server = server;
    }

    /// <summary>Where the app answers.</summary>
    public Uri Server { get; }

    public Task<ListView<SystemSummary>> ListSystemsAsync(CancellationToken cancellationToken) =>
        GetAsync<ListView<SystemSummary>>("systems?limit=500", cancellationToken);

    /// <summary>The Mesh that answers, and how well it is backed up itself.</summary>
    public Task<ControlPlaneView> GetControlPlaneAsync(CancellationToken cancellationToken) =>
        GetAsync<ControlPlaneView>("control-plane", cancellationToken);

    /// <summary>Has Mesh back itself up.</summary>
    public async Task<ControlPlaneView> BackUpControlPlaneAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            HttpMethod.Post, "control-plane/backups", null, cancellationToken);
        return await ReadAsync<ControlPlaneView>(response, cancellationToken);
    }

    public Task<SystemView> GetSystemAsync(string name, CancellationToken cancellationToken) =>
        GetAsync<SystemView>($"systems/{Uri.EscapeDataString(name)}", cancellationToken);

    /// <summary>How it stands with what is demanded of a system.</summary>
    public Task<StandingView> GetSystemStatusAsync(string name, CancellationToken cancellationToken) =>
        GetAsync<StandingView>($"systems/{Uri.EscapeDataString(name)}/status", cancellationToken);

    /// <summary>Enters when a system was down, and answers how it stands with it then.</summary>
    public Task<StandingView> EnterDowntimeAsync(
        string name, DowntimeRequest request, CancellationToken cancellationToken) =>
        PostAsync<DowntimeRequest, StandingView>(
            $"systems/{Uri.EscapeDataString(name)}/downtimes", request, cancellationToken);

    /// <summary>
    /// Declares a system, or with <paramref name="dryRun"/> asks what declaring it would change.
    /// </summary>
    /// <param name="name">The system's name.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="file">What messages call the manifest.</param>
    /// <param name="dryRun">Changes nothing.</param>
    /// <param name="ifRevision">Refuse when the revision is another by now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<AppliedView> PutSystemAsync(
        string name,
        string manifest,
        string file,
        bool dryRun,
        int? ifRevision,
        CancellationToken cancellationToken)
    {
        var query = $"?file={Uri.EscapeDataString(file)}&dryRun={(dryRun ? "true" : "false")}"
            + (ifRevision is null ? "" : $"&ifRevision={ifRevision}");
        using var content = new StringContent(manifest, Encoding.UTF8, "application/yaml");
        using var response = await SendAsync(
            HttpMethod.Put, $"systems/{Uri.EscapeDataString(name)}{query}", content, cancellationToken);
        return await ReadAsync<AppliedView>(response, cancellationToken);
    }

    public async Task DeleteSystemAsync(string name, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            HttpMethod.Delete, $"systems/{Uri.EscapeDataString(name)}", null, cancellationToken);
    }

    public Task<RequestedRuns> RequestBackupAsync(
        BackupRequest request, CancellationToken cancellationToken) =>
        PostAsync<BackupRequest, RequestedRuns>("backups", request, cancellationToken);

    public Task<RequestedRuns> RequestRestoreAsync(
        RestoreRequest request, CancellationToken cancellationToken) =>
        PostAsync<RestoreRequest, RequestedRuns>("restores", request, cancellationToken);

    public Task<RequestedRuns> RequestProofAsync(
        ProofRequest request, CancellationToken cancellationToken) =>
        PostAsync<ProofRequest, RequestedRuns>("proofs", request, cancellationToken);

    /// <summary>What a restore would do.</summary>
    public Task<RestorePlanView> PlanRestoreAsync(
        RestoreRequest request, CancellationToken cancellationToken) =>
        PostAsync<RestoreRequest, RestorePlanView>("restores/plan", request, cancellationToken);

    /// <param name="query">Empty, or a query that begins with a question mark.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ListView<PointView>> ListPointsAsync(string query, CancellationToken cancellationToken) =>
        GetAsync<ListView<PointView>>($"points{query}", cancellationToken);

    /// <inheritdoc cref="ListPointsAsync"/>
    public Task<ListView<RunView>> ListRunsAsync(string query, CancellationToken cancellationToken) =>
        GetAsync<ListView<RunView>>($"runs{query}", cancellationToken);

    /// <inheritdoc cref="ListPointsAsync"/>
    public Task<ListView<ProofView>> ListProofsAsync(string query, CancellationToken cancellationToken) =>
        GetAsync<ListView<ProofView>>($"proofs{query}", cancellationToken);

    /// <summary>What sleeps, and when it is woken; the query as in <c>?system=shop</c>.</summary>
    public Task<ListView<StandbyView>> ListStandbysAsync(string query, CancellationToken cancellationToken) =>
        GetAsync<ListView<StandbyView>>($"standbys{query}", cancellationToken);

    /// <inheritdoc cref="ListPointsAsync"/>
    public Task<ListView<CycleView>> ListCyclesAsync(string query, CancellationToken cancellationToken) =>
        GetAsync<ListView<CycleView>>($"standbys/cycles{query}", cancellationToken);

    /// <summary>Wakes what sleeps now.</summary>
    public Task<CycleView> WakeStandbyAsync(WakeRequest request, CancellationToken cancellationToken) =>
        PostAsync<WakeRequest, CycleView>("standbys/wake", request, cancellationToken);

    /// <inheritdoc cref="ListPointsAsync"/>
    public Task<ListView<AlertView>> ListAlertsAsync(string query, CancellationToken cancellationToken) =>
        GetAsync<ListView<AlertView>>($"alerts{query}", cancellationToken);

    /// <inheritdoc cref="ListPointsAsync"/>
    public Task<ListView<IncidentView>> ListIncidentsAsync(
        string query, CancellationToken cancellationToken) =>
        GetAsync<ListView<IncidentView>>($"incidents{query}", cancellationToken);

    /// <inheritdoc cref="ListPointsAsync"/>
    public Task<ListView<AuditEntry>> ListAuditAsync(string query, CancellationToken cancellationToken) =>
        GetAsync<ListView<AuditEntry>>($"audit{query}", cancellationToken);

    /// <summary>Recomputes the audit trail, and compares it with a head that was kept elsewhere.</summary>
    public Task<AuditVerdictView> VerifyAuditAsync(AuditHead? kept, CancellationToken cancellationToken)
    {
        var query = kept is null ? "" : $"?head={Uri.EscapeDataString(kept.ToString())}";
        return GetAsync<AuditVerdictView>($"audit/verdict{query}", cancellationToken);
    }

    /// <summary>Makes a key for the agent of a place; it is shown this once.</summary>
    public Task<MadeAgentKey> MakeAgentKeyAsync(
        string system, string place, string? by, CancellationToken cancellationToken) =>
        PostAsync<AgentKeyRequest, MadeAgentKey>(
            $"agents/{Uri.EscapeDataString(system)}/{Uri.EscapeDataString(place)}/keys",
            new AgentKeyRequest(by), cancellationToken);

    /// <inheritdoc cref="ListPointsAsync"/>
    public Task<ListView<AgentKeyView>> ListAgentKeysAsync(
        string query, CancellationToken cancellationToken) =>
        GetAsync<ListView<AgentKeyView>>($"agents/keys{query}", cancellationToken);

    /// <summary>Makes an agent's key open nothing from now on.</summary>
    public Task<AgentKeyView> RevokeAgentKeyAsync(
        string system, string place, long number, string? by, CancellationToken cancellationToken) =>
        PostAsync<AgentKeyRequest, AgentKeyView>(
            $"agents/{Uri.EscapeDataString(system)}/{Uri.EscapeDataString(place)}/keys/{number}/revoke",
            new AgentKeyRequest(by), cancellationToken);

    /// <summary>What a runbook would do.</summary>
    /// <summary>Enters that somebody sees to an alert or incident.</summary>
    public Task<AcknowledgementRequest> AcknowledgeAlertAsync(
        string id, AcknowledgementRequest by, CancellationToken cancellationToken) =>
        PostAsync<AcknowledgementRequest, AcknowledgementRequest>(
            $"alerts/{Uri.EscapeDataString(id)}/acknowledgement", by, cancellationToken);

    public Task<IncidentDetail> GetIncidentAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<IncidentDetail>($"incidents/{Uri.EscapeDataString(id)}", cancellationToken);

    /// <summary>Decides about what an incident asks.</summary>
    public Task<IncidentDetail> DecideIncidentAsync(
        string id, IncidentDecisionRequest decision, CancellationToken cancellationToken) =>
        PostAsync<IncidentDecisionRequest, IncidentDetail>(
            $"incidents/{Uri.EscapeDataString(id)}/decision", decision, cancellationToken);

    public Task<RunbookPlanView> PlanRunbookAsync(
        RunbookRequest request, CancellationToken cancellationToken) =>
        PostAsync<RunbookRequest, RunbookPlanView>("runbooks/plan", request, cancellationToken);

    public Task<RunbookView> RequestRunbookAsync(
        RunbookRequest request, CancellationToken cancellationToken) =>
        PostAsync<RunbookRequest, RunbookView>("runbooks", request, cancellationToken);

    /// <inheritdoc cref="ListPointsAsync"/>
    public Task<ListView<RunbookView>> ListRunbooksAsync(string query, CancellationToken cancellationToken) =>
        GetAsync<ListView<RunbookView>>($"runbooks{query}", cancellationToken);

    public Task<RunbookView> GetRunbookAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<RunbookView>($"runbooks/{Uri.EscapeDataString(id)}", cancellationToken);

    /// <summary>Decides about a runbook that waits, or has it undone.</summary>
    public Task<RunbookView> DecideRunbookAsync(
        string id, DecisionRequest decision, CancellationToken cancellationToken) =>
        PostAsync<DecisionRequest, RunbookView>(
            $"runbooks/{Uri.EscapeDataString(id)}/decision", decision, cancellationToken);

    /// <summary>What a drill would do.</summary>
    public Task<DrillPlanView> PlanDrillAsync(DrillRequest request, CancellationToken cancellationToken) =>
        PostAsync<DrillRequest, DrillPlanView>("drills/plan", request, cancellationToken);

    public Task<DrillView> RequestDrillAsync(DrillRequest request, CancellationToken cancellationToken) =>
        PostAsync<DrillRequest, DrillView>("drills", request, cancellationToken);

    public Task<DrillView> GetDrillAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<DrillView>($"drills/{Uri.EscapeDataString(id)}", cancellationToken);

    /// <inheritdoc cref="ListPointsAsync"/>
    public Task<ListView<DrillView>> ListDrillsAsync(string query, CancellationToken cancellationToken) =>
        GetAsync<ListView<DrillView>>($"drills{query}", cancellationToken);

    /// <inheritdoc cref="ListPointsAsync"/>
    public Task<ListView<DrillDueView>> ListDrillCalendarAsync(
        string query, CancellationToken cancellationToken) =>
        GetAsync<ListView<DrillDueView>>($"drill-calendar{query}", cancellationToken);

    /// <summary>Approves or refuses a drill that asks.</summary>
    public Task<DrillView> AnswerDrillAsync(
        string id, DrillAnswer answer, CancellationToken cancellationToken) =>
        PostAsync<DrillAnswer, DrillView>(
            $"drills/{Uri.EscapeDataString(id)}/answer", answer, cancellationToken);

    /// <summary>Ends a drill.</summary>
    public Task<DrillView> CancelDrillAsync(
        string id, DrillAnswer answer, CancellationToken cancellationToken) =>
        PostAsync<DrillAnswer, DrillView>(
            $"drills/{Uri.EscapeDataString(id)}/cancel", answer, cancellationToken);

    /// <summary>The signed evidence of a drill.</summary>
    public Task<EvidenceView> ExportDrillAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<EvidenceView>($"drills/{Uri.EscapeDataString(id)}/evidence", cancellationToken);

    /// <summary>The key that evidence is verified with.</summary>
    public Task<DrillKeyView> GetDrillKeyAsync(CancellationToken cancellationToken) =>
        GetAsync<DrillKeyView>("drill-key", cancellationToken);

    public Task<RunView> GetRunAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<RunView>($"runs/{Uri.EscapeDataString(id)}", cancellationToken);

    public async Task<RunView> CancelRunAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            HttpMethod.Post, $"runs/{Uri.EscapeDataString(id)}/cancel", null, cancellationToken);
        return await ReadAsync<RunView>(response, cancellationToken);
    }

    /// <summary>
    /// A run whenever something of it changes, the last time when it is over. Goes on after interruptions.
    /// </summary>
    public async IAsyncEnumerable<RunView> FollowRunAsync(
        string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var known = ""; ;)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, $"runs/{Uri.EscapeDataString(id)}/progress");
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            if (known.Length > 0)
            {
                request.Headers.Add("Last-Event-ID", known);
            }

            using var response = await http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await EnsureAsync(response, cancellationToken);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
            {
                known = item.EventId ?? known;
                var run = JsonSerializer.Deserialize<RunView>(item.Data, Json)!;
                yield return run;
                if (run.IsOver())
                {
                    yield break;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private async Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(body, options: Json);
        using var response = await SendAsync(HttpMethod.Post, path, content, cancellationToken);
        return await ReadAsync<TAnswer>(response, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            var response = await http.SendAsync(request, cancellationToken);
            await EnsureAsync(response, cancellationToken);
            return response;
        }
        catch (HttpRequestException error)
        {
            throw new MeshException(
                "server-unreachable",
                http.BaseAddress!.GetLeftPart(UriPartial.Authority),
                $"the server of this data folder does not answer: {error.Message.TrimEnd('.')}",
                "look at its log; if it is gone, run the command again",
                innerException: error);
        }
    }

    private static async Task EnsureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            using (response)
            {
                throw await ApiError.ReadAsync(response, cancellationToken);
            }
        }
    }

    private static async Task<T> ReadAsync<T>(
        HttpResponseMessage response, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken)
        ?? throw new System.Diagnostics.UnreachableException("the API answered null");
}

using Mesh.Domain.Names;
using Mesh.Domain.Runbooks;

namespace Mesh.Catalog.Runbooks;

/// <summary>A runbook that somebody asks for.</summary>
/// <param name="Id">Its id; asking twice with one id gives one runbook.</param>
/// <param name="System">What it moves.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Mode">Whether the old production takes part.</param>
/// <param name="From">The site that is production.</param>
/// <param name="To">The site that becomes it.</param>
/// <param name="RequestedBy">Who asks.</param>
/// <param name="Input">What its orchestration is started with, as JSON.</param>
/// <param name="Epoch">The epoch of the production that it was planned for.</param>
public sealed record NewRunbook(
    string Id,
    SystemName System,
    RunbookKind Kind,
    RunbookMode Mode,
    SiteName From,
    SiteName To,
    string RequestedBy,
    string Input,
    long Epoch);

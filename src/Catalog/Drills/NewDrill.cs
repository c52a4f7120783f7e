using Mesh.Domain.Names;

namespace Mesh.Catalog.Drills;

/// <summary>A drill that somebody asks for.</summary>
/// <param name="Id">Its id; asking twice with one id gives one drill.</param>
/// <param name="System">What is drilled.</param>
/// <param name="RequestedBy">Who asks.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="Input">What its orchestration is started with, as JSON.</param>
public sealed record NewDrill(
    string Id, SystemName System, string RequestedBy, DateTimeOffset RequestedAt, string Input);

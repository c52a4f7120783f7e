using Mesh.Catalog.Proofs;

namespace Mesh.Functions.Proofs;

/// <summary>A rehearsal of a restore as the API shows it.</summary>
public sealed record ProofView(
    string Run,
    string Part,
    string System,
    string Component,
    string Point,
    bool Succeeded,
    DateTimeOffset At,
    string Position,
    IReadOnlyList<string> Findings,
    IReadOnlyList<ProofStage> Stages,
    long Bytes,
    long LogBytes,
    int TablesCompared,
    int TablesScanned)
{
    internal static ProofView Of(ProofRecord proof) => new(
        proof.Run.Value,
        proof.Part,
        proof.Component.System.Value,
        proof.Component.Component.Value,
        proof.Point.Value,
        proof.Succeeded,
        proof.At,
        proof.Position,
        proof.Findings,
        proof.Stages,
        proof.Bytes,
        proof.LogBytes,
        proof.TablesCompared,
        proof.TablesScanned);
}

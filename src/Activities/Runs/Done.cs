namespace Mesh.Activities.Runs;

/// <summary>The result of an activity that has nothing to say but that it did what it was asked to.</summary>
public sealed record Done;

using System.Diagnostics.CodeAnalysis;

namespace Mesh.Domain.Errors;

/// <summary>The outcome of reading a value from text: the value, or the problem with the text.</summary>
public readonly struct Parsed<T> : IEquatable<Parsed<T>>
    where T : notnull
{
    private Parsed(T? value, Problem? problem)
    {
        Value = value;
        Problem = problem;
    }

    /// <summary>The value, where there is no problem.</summary>
    public T? Value { get; }

    /// <summary>The problem, where there is one.</summary>
    public Problem? Problem { get; }

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsValid => Problem is null;

    public static implicit operator Parsed<T>(T value) => new(value, null);

    public static implicit operator Parsed<T>(Problem problem) => new(default, problem);

    public static bool operator ==(Parsed<T> left, Parsed<T> right) => left.Equals(right);

    public static bool operator !=(Parsed<T> left, Parsed<T> right) => !left.Equals(right);

    /// <summary>
    /// The value, or a <see cref="MeshException"/> with exit code <see cref="ExitCode.BadInput"/>.
    /// </summary>
    /// <param name="code">The error's code: <c>invalid-duration</c>.</param>
    /// <param name="subject">What was read, without secrets.</param>
    public T OrThrow(string code, string subject) =>
        IsValid
            ? Value
            : throw new MeshException(code, subject, Problem.Cause, Problem.Hint, ExitCode.BadInput);

    /// <inheritdoc/>
    public bool Equals(Parsed<T> other) =>
        EqualityComparer<T?>.Default.Equals(Value, other.Value) && Problem == other.Problem;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Parsed<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value, Problem);
}

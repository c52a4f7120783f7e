using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Mesh.Catalog.Database.Migrations
{
    /// <inheritdoc />
    internal partial class IncidentCourses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "News",
                table: "Incidents",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<long>(
                name: "Heard",
                table: "Incidents",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "Stage",
                table: "Incidents",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Advice",
                table: "Incidents",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "Question",
                table: "Incidents",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Deciders",
                table: "Incidents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Deadline",
                table: "Incidents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Decision",
                table: "Incidents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Runbook",
                table: "Incidents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Report",
                table: "Incidents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Incidents_Runbook",
                table: "Incidents",
                column: "Runbook");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Incidents_Runbook",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "News",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "Heard",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "Stage",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "Advice",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "Question",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "Deciders",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "Deadline",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "Decision",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "Runbook",
                table: "Incidents");

            migrationBuilder.DropColumn(
                name: "Report",
                table: "Incidents");
        }
    }
}
